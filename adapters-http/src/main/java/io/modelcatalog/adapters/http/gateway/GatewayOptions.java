package io.modelcatalog.adapters.http.gateway;

/**
 * What an operator sets for the gateway's HTTP side.
 *
 * @param maxBodyBytes the largest request body accepted, in bytes
 * @param limitHeaders whether answers tell how the limits of their call stand
 */
public record GatewayOptions(int maxBodyBytes, boolean limitHeaders) {
  public GatewayOptions {
    if (maxBodyBytes < 1024) {
      throw new IllegalArgumentException(
          "max body: " + maxBodyBytes + " bytes (expected: 1024 or more)");
    }
  }

  /** Options with headers that tell of limits. */
  public GatewayOptions(int maxBodyBytes) {
    this(maxBodyBytes, true);
  }
}
