/**
 * An HTTP/1.1 client for calls that are long, costly and often given up. An exchange stays on one
 * event loop from the first byte to the last; the reader's demand is the only thing that reads from
 * the socket; cancelling closes the connection whatever it is doing. Redirects are never followed,
 * and every connection goes to an address that {@link
 * io.modelcatalog.adapters.providers.transport.AddressGuard} has checked.
 */
@NullMarked
package io.modelcatalog.adapters.providers.transport;

import org.jspecify.annotations.NullMarked;
