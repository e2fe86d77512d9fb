package io.modelcatalog.application.limit;

/** What comes of asking all limits of a call at once: a reservation, or the limit that refused. */
public sealed interface Taken permits Reservation, Taken.Refused {

  /**
   * One limit had no room, so nothing was taken anywhere.
   *
   * @param state how that limit stood
   * @param standing how all limits of the call stood
   */
  record Refused(LimitState state, Standing standing) implements Taken {}
}
