package io.modelcatalog.adapters.http.gateway;

/**
 * What an operator sets for the gateway's HTTP side.
 *
 * @param maxBodyBytes the largest request body accepted, in bytes
 */
public record GatewayOptions(int maxBodyBytes) {
  public GatewayOptions {
    if (maxBodyBytes < 1024) {
      throw new IllegalArgumentException(
          "max body: " + maxBodyBytes + " bytes (expected: 1024 or more)");
    }
  }
}
