package io.modelcatalog.domain.limit;

/**
 * What a replica says of its lease on one counter in one window, and what more it would like. It
 * states amounts, never differences: a repeated or lost message does no harm.
 *
 * @param replica who asks
 * @param turn grows with each message of the replica; an older message that comes late is ignored
 * @param limit the limit the counter stands behind, as the replica knows it
 * @param held what the replica holds of the limit from now on; less than before gives back
 * @param busy what of it is used or set aside for calls in flight
 * @param used what of it is used
 * @param need how much more it needs at once; 0 for none. Less than that is not granted
 * @param waiting how much more all calls need together that wait for it; at least {@code need}, the
 *     least of them
 * @param want how much more it would like; at least {@code waiting}
 * @param waitedFor the number of the recall that it has waited for; 0 if it has waited for none
 */
public record LeaseAsk(
    String replica,
    long turn,
    long limit,
    long held,
    long busy,
    long used,
    long need,
    long waiting,
    long want,
    long waitedFor) {
  public LeaseAsk {
    if (held < 0 || used < 0 || busy < used || need < 0 || waiting < need || want < waiting) {
      throw new IllegalArgumentException(
          "lease: held, busy, used, need, waiting or want out of order");
    }
  }

  /** A message for which one call waits, or none. */
  public LeaseAsk(
      String replica,
      long turn,
      long limit,
      long held,
      long busy,
      long used,
      long need,
      long want,
      long waitedFor) {
    this(replica, turn, limit, held, busy, used, need, need, want, waitedFor);
  }
}
