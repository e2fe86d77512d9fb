package io.modelcatalog.application.port.alert;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Alerts and what is still to be sent of them, stored so that neither a crash nor a second replica
 * loses or doubles one. Blocking. Joins a running transaction.
 */
public interface AlertOutbox {

  /**
   * Stores an alert with its deliveries, unless one with its key is stored already.
   *
   * @return whether it was stored; of several that race one wins
   */
  boolean raise(BudgetAlert alert, List<Delivery> deliveries);

  /** The keys of all alerts stored at or after an instant. */
  List<BudgetAlert.Key> raisedSince(Instant since);

  /**
   * Takes deliveries that are due, so that no one else tries them before {@code until}; whoever
   * takes one and then ends without a word leaves it to be tried again then.
   *
   * @param now deliveries due by now, the longest due first
   * @param most how many at most
   */
  List<Claim> claim(Delivery.Channel channel, Instant now, Instant until, int most);

  /** The receiver accepted a delivery. */
  void sent(UUID delivery, Instant at);

  /** An attempt failed; it is due again at {@code next}. */
  void failed(UUID delivery, String reason, Instant next);

  /** A delivery is given up. */
  void dead(UUID delivery, String reason);

  /** Where the deliveries of an alert stand, in the order they were stored. */
  List<State> deliveries(UUID alert);

  /**
   * A delivery taken to be tried.
   *
   * @param delivery the delivery
   * @param alert what is told
   * @param attempt which try this is, from 1
   */
  record Claim(Delivery delivery, BudgetAlert alert, int attempt) {}

  /**
   * Where a delivery stands.
   *
   * @param delivery the delivery
   * @param status its status
   * @param attempts how often it was tried
   * @param reason why the last attempt failed; empty if none did
   */
  record State(Delivery delivery, Delivery.Status status, int attempts, String reason) {}
}
