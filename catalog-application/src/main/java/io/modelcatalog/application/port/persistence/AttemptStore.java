package io.modelcatalog.application.port.persistence;

import java.time.Instant;

/** Counts attempts at something, over restarts and for all replicas together. */
public interface AttemptStore {

  /**
   * Counts one.
   *
   * @param subject whose attempts, at most 128 characters
   * @param window since when they are counted together
   * @return how many there are with this one
   */
  int take(String subject, Instant window);

  /** Takes one back that came to a good end. */
  void giveBack(String subject, Instant window);

  /** Forgets all of a subject. */
  void forgive(String subject);

  /** Forgets windows that began before. */
  void forget(Instant before);
}
