package io.modelcatalog.application.gateway;

/**
 * What an operator decides for all calls.
 *
 * @param outputCap the most tokens an answer may have when neither the client caps it nor the
 *     model's own maximum is lower; the cap is sent upstream, so that the reservation is a true
 *     bound. Applied only to calls under a cost or token limit
 * @param cutStreams whether a stream is ended when it surely went beyond what was reserved for it
 */
public record GatewaySettings(long outputCap, boolean cutStreams) {
  public GatewaySettings {
    if (outputCap < 1) {
      throw new IllegalArgumentException("output cap: " + outputCap + " (expected: 1 or more)");
    }
  }

  /** An output cap, and streams cut that go beyond their reservation. */
  public GatewaySettings(long outputCap) {
    this(outputCap, true);
  }
}
