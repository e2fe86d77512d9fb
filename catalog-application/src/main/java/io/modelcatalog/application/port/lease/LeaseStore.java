package io.modelcatalog.application.port.lease;

import io.modelcatalog.domain.limit.LeaseAnswer;
import io.modelcatalog.domain.limit.LeaseAsk;
import java.util.List;

/**
 * Keeps one {@link io.modelcatalog.domain.limit.LeaseBook} for each counter and window, and applies
 * its rules atomically, whoever asks at the same time. Blocking; to be called from one thread of
 * its own. A store that cannot be reached says so by an exception, soon.
 *
 * <p>A book that does not exist yet starts with what the ledger knows to be used of that counter in
 * that window.
 */
public interface LeaseStore {

  /**
   * One message about one counter.
   *
   * @param counter the counter, as {@link io.modelcatalog.domain.limit.LimitKey#text()}
   * @param windowStart start of the window, milliseconds since the epoch
   * @param windowEnd its end by the clock of the replica, some time after which the book may be
   *     thrown away; {@link Long#MAX_VALUE} if it never ends
   * @param ask what the replica states and wants
   */
  record Message(String counter, long windowStart, long windowEnd, LeaseAsk ask) {}

  /**
   * A lease as the book has it.
   *
   * @param counter the counter
   * @param windowStart start of its window
   * @param held what the replica holds; 0 if it has given everything back
   * @param turn the number of its latest message
   */
  record Holding(String counter, long windowStart, long held, long turn) {}

  /**
   * What a sign of life brings back.
   *
   * @param recalled leases of which the replica is to give back what it does not use
   * @param living how many replicas have been heard of lately, this one included
   */
  record Pulse(List<Holding> recalled, int living) {}

  /**
   * Enters a replica among the living.
   *
   * @return its line in every book there is, from an earlier life: what it still holds, which may
   *     be nothing, and the number of its latest message there. A message with a number no higher
   *     than that would be outdated, so the replica counts on from the highest of them; what it
   *     holds no more it need not state again
   */
  List<Holding> join(String replica);

  /**
   * Exchanges messages; each is applied by itself.
   *
   * @return the answers, in the order of the messages
   */
  List<LeaseAnswer> exchange(List<Message> messages);

  /** A sign of life, to be given at least every second: who is silent for 5 s is lost. */
  Pulse pulse(String replica);

  /** Takes a replica off the living. What it holds stays in the books. */
  void leave(String replica);
}
