package io.modelcatalog.application.port.alert;

import java.util.UUID;

/**
 * One alert on its way to one place.
 *
 * @param id stays the same over all attempts, so that a receiver can tell a repetition
 * @param channel how it is sent
 * @param target where to: an e-mail address, or empty where the channel knows
 */
public record Delivery(UUID id, Channel channel, String target) {

  /** A way to tell. */
  public enum Channel {
    EMAIL,
    WEBHOOK
  }

  /** Where a delivery stands. */
  public enum Status {
    /** To be tried, for the first time or again. */
    PENDING,
    /** Accepted by the receiver. */
    SENT,
    /** Given up after the last attempt, or because it can never succeed. */
    DEAD
  }
}
