package io.modelcatalog.domain.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a key is to get another secret by itself.
 *
 * @param period how often; empty for once
 * @param next when it is next due, or for one that is over, when it was due
 * @param transition how long the present secret is let in from then on; shorter than the period
 * @param over whether nothing is due any more, because it was to be done once and has been
 */
public record RotationPolicy(
    Optional<RotationPeriod> period, Instant next, Duration transition, boolean over) {
  public RotationPolicy {
    if (period.isPresent() && transition.compareTo(period.get().shortest()) >= 0) {
      throw new IllegalArgumentException(
          "key_transition_period_ms: expected less than the time between two rotations");
    }
  }

  /** When it is due; empty for never again. */
  public Optional<Instant> due() {
    return over ? Optional.empty() : Optional.of(next);
  }

  /**
   * What is left of it once it was done. Times that were missed meanwhile are not made up one by
   * one.
   */
  RotationPolicy done(Instant now) {
    return period
        .map(again -> new RotationPolicy(period, again.after(now), transition, false))
        .orElseGet(() -> new RotationPolicy(period, next, transition, true));
  }

  /** The same after a rotation by hand: a period begins anew, but never brings the next nearer. */
  RotationPolicy anew(Instant now) {
    return period
        .map(again -> again.after(now))
        .filter(next::isBefore)
        .map(later -> new RotationPolicy(period, later, transition, over))
        .orElse(this);
  }
}
