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
 * @param want how much more it would like; at least {@code need}
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
    long want,
    long waitedFor) {
  public LeaseAsk {
    if (held < 0 || used < 0 || busy < used || need < 0 || want < need) {
      throw new IllegalArgumentException("lease: held, busy, used, need or want out of order");
    }
  }
}
