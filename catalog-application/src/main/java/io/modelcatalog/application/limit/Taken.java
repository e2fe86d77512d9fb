package io.modelcatalog.application.limit;

/** What comes of asking all limits of a call at once: a reservation, or the limit that refused. */
public sealed interface Taken permits Reservation, Taken.Refused {

  /**
   * One limit had no room, so nothing was taken anywhere.
   *
   * @param state how that limit stood
   */
  record Refused(LimitState state) implements Taken {}
}
