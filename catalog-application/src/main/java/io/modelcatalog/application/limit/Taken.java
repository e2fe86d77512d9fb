package io.modelcatalog.application.limit;

/**
 * What comes of asking all limits of a call at once: a reservation, the limit that refused, or that
 * it cannot be said before the shared store has been asked.
 */
public sealed interface Taken permits Reservation, Taken.Refused, Taken.Undecided {

  /**
   * One limit had no room, so nothing was taken anywhere.
   *
   * @param state how that limit stood
   * @param standing how all limits of the call stood
   */
  record Refused(LimitState state, Standing standing) implements Taken {}

  /**
   * Some limits have no room in what this replica holds of them; nothing was taken anywhere. {@link
   * Leases#fetch} finds out whether there is more.
   *
   * @param lines those limits
   * @param amounts what the call needs of each
   * @param state how the first of them stood
   */
  record Undecided(LimitLine[] lines, long[] amounts, LimitState state) implements Taken {}
}
