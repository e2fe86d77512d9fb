package io.modelcatalog.application.port.alert;

import java.util.Optional;

/** Sends alerts one way. Blocking, with timeouts of its own. */
public interface AlertChannel {

  /** Which way. */
  Delivery.Channel channel();

  /**
   * Tries to deliver once.
   *
   * @return empty if the receiver accepted it
   */
  Optional<Failure> deliver(BudgetAlert alert, Delivery delivery);

  /**
   * Why an attempt failed.
   *
   * @param reason for an operator; holds no secret
   * @param permanent whether another attempt cannot succeed
   */
  record Failure(String reason, boolean permanent) {}
}
