package io.modelcatalog.application.alert;

import java.time.Duration;

/**
 * When a failed delivery is tried again: after a pause that doubles with each attempt.
 *
 * @param first the pause after the first attempt
 * @param longest the longest pause
 * @param attempts how many attempts are made in all
 */
public record RetryPolicy(Duration first, Duration longest, int attempts) {
  /** 5 seconds to 1 hour, 24 attempts: about 14 hours. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(Duration.ofSeconds(5), Duration.ofHours(1), 24);

  private static final int MOST_DOUBLINGS = 20;

  public RetryPolicy {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0 || attempts < 1) {
      throw new IllegalArgumentException(
          "retry: " + first + ", " + longest + ", " + attempts + " (expected: more than zero)");
    }
  }

  /** The pause after a failed attempt, counted from 1. */
  Duration pauseAfter(int attempt) {
    Duration pause = first.multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS));
    return pause.compareTo(longest) > 0 ? longest : pause;
  }
}
