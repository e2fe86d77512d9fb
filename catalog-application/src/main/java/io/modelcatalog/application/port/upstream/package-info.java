/**
 * Calls to upstream model services. Bytes pass through as {@link java.nio.ByteBuffer}s, signalled
 * as in {@link java.util.concurrent.Flow}: the reader asks, the upstream sends, cancelling frees
 * the upstream at once.
 */
@NullMarked
package io.modelcatalog.application.port.upstream;

import org.jspecify.annotations.NullMarked;
