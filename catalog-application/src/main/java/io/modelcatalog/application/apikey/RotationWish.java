package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.domain.access.RotationPeriod;
import io.modelcatalog.domain.access.RotationPolicy;
import io.modelcatalog.domain.shared.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What somebody says of when a key is to get another secret by itself. It takes the place of what
 * was said before; what it does not mention stays only while the period is the same.
 *
 * @param period how often; empty for once
 * @param next when next, taken to a UTC midnight: the one before the time given, or the one after
 *     it where that has passed already; needed without a period
 * @param transition how long the present secret is let in from then on
 */
public record RotationWish(
    Optional<RotationPeriod> period, Optional<Instant> next, Optional<Duration> transition) {
  private static final String FIELD = "rotation_policy";
  private static final String NEXT = FIELD + ".next_rotation_at";
  private static final String TRANSITION = FIELD + ".key_transition_period_ms";

  /** The policy that comes of it. */
  Result<RotationPolicy, CatalogError> applyTo(Optional<RotationPolicy> current, Instant now) {
    if (period.isEmpty() && next.isEmpty()) {
      return Result.err(
          new CatalogError.Invalid(
              FIELD, "rotation_period, rotation_period_days or next_rotation_at is required"));
    }
    Optional<RotationPolicy> same = current.filter(policy -> policy.period().equals(period));
    Optional<Instant> repeated = same.map(RotationPolicy::next).filter(this::isNoOther);
    if (repeated.isEmpty() && next.isPresent() && !next.get().isAfter(now)) {
      return Result.err(new CatalogError.Invalid(NEXT, "a time in the future"));
    }
    Instant due =
        repeated
            .or(() -> next.map(given -> midnight(given, now)))
            .orElseGet(() -> period.orElseThrow().after(now));
    boolean over = repeated.isPresent() && same.filter(RotationPolicy::over).isPresent();
    return transition(same).map(time -> new RotationPolicy(period, due, time, over));
  }

  /** Whether the time of a policy stays what it is. */
  private boolean isNoOther(Instant planned) {
    return next.isEmpty() || next.get().truncatedTo(ChronoUnit.DAYS).equals(planned);
  }

  private static Instant midnight(Instant given, Instant now) {
    Instant midnight = given.truncatedTo(ChronoUnit.DAYS);
    return midnight.isAfter(now) ? midnight : midnight.plus(1, ChronoUnit.DAYS);
  }

  private Result<Duration, CatalogError> transition(Optional<RotationPolicy> same) {
    Duration time =
        transition
            .or(() -> same.map(RotationPolicy::transition))
            .orElseGet(() -> usual(period.map(RotationPeriod::shortest)));
    if (time.compareTo(RotateApiKey.SHORTEST) < 0 || time.compareTo(RotateApiKey.LONGEST) > 0) {
      return Result.err(
          new CatalogError.Invalid(
              TRANSITION,
              "expected "
                  + RotateApiKey.SHORTEST.toMillis()
                  + " to "
                  + RotateApiKey.LONGEST.toMillis()));
    }
    return period.filter(each -> time.compareTo(each.shortest()) >= 0).isPresent()
        ? Result.err(
            new CatalogError.Invalid(
                TRANSITION,
                "expected less than the time between two rotations, "
                    + period.get().shortest().toMillis()))
        : Result.ok(time);
  }

  /** Somebody has to come for the new secret: a day is enough for that, half an hour is not. */
  private static Duration usual(Optional<Duration> shortest) {
    return shortest
        .map(time -> time.dividedBy(2))
        .filter(half -> half.compareTo(RotateApiKey.USUAL) < 0)
        .orElse(RotateApiKey.USUAL);
  }
}
