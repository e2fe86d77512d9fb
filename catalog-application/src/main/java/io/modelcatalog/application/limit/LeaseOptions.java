package io.modelcatalog.application.limit;

import java.time.Duration;

/**
 * How a replica deals with the shared store.
 *
 * @param patience how long a call waits at most for the store, in one go; also after how long
 *     without an answer the store counts as away
 * @param recallPatience how long a call waits at most for other replicas to give back what they do
 *     not use; then it cannot be decided
 * @param pulse how often this replica gives a sign of life and looks for recalls
 * @param idle after how long without calls a counter's reserve is given back
 * @param failures after how many failed exchanges in a row the store counts as away
 */
public record LeaseOptions(
    Duration patience, Duration recallPatience, Duration pulse, Duration idle, int failures) {
  /** What is good for most. */
  public static final LeaseOptions DEFAULT =
      new LeaseOptions(
          Duration.ofSeconds(1),
          Duration.ofMillis(1_500),
          Duration.ofMillis(40),
          Duration.ofSeconds(10),
          3);
}
