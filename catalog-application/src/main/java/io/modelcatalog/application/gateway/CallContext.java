package io.modelcatalog.application.gateway;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * How a call came, for the record of it. Decides nothing.
 *
 * @param traceId the trace the client named; null if it named none
 * @param spanId the span it named; null if none
 * @param parentSpanId the span above it named; null if none
 * @param spanName the span's name it gave; null if none
 * @param peer where the call came from; null if that is not known
 * @param arrivedNanos when it came, by the clock of {@link
 *     io.modelcatalog.application.port.log.CallLog#nanos()}
 * @param bodies whether the client lets what is said be kept, if its workspace wants it
 */
public record CallContext(
    @Nullable String traceId,
    @Nullable String spanId,
    @Nullable String parentSpanId,
    @Nullable String spanName,
    @Nullable InetAddress peer,
    long arrivedNanos,
    boolean bodies) {
  /** Nothing is known. */
  public static final CallContext NONE = new CallContext(null, null, null, null, null, 0, true);
}
