/**
 * Keeps the description of the HTTP surfaces true. It is made from the server's own routes, from
 * the Javadoc of what answers them and the records they answer with, and from what {@code
 * adapters-http/src/main/openapi} says of requests; the running server is then held against it.
 */
@NullMarked
package io.modelcatalog.bootstrap.openapi;

import org.jspecify.annotations.NullMarked;
