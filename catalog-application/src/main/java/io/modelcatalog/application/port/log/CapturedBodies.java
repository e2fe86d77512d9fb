package io.modelcatalog.application.port.log;

import java.util.Set;

/**
 * What a client asked and what it was answered, as far as it is kept. Not yet redacted.
 *
 * @param request the beginning of the request's body
 * @param requestBytes how long that body was
 * @param response the beginning of the answer's body
 * @param responseBytes how long that was
 * @param hidden names of JSON members whose values are not to be kept, besides those that hold
 *     secrets anyway
 */
public record CapturedBodies(
    byte[] request, long requestBytes, byte[] response, long responseBytes, Set<String> hidden) {
  /** Bytes of each body that are kept. */
  public static final int MOST = 64 * 1024;

  public CapturedBodies {
    hidden = Set.copyOf(hidden);
  }
}
