package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.domain.shared.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The time that is looked at, so that no question reads everything there is. */
final class MeasuredTime {
  private static final Duration USUAL = Duration.ofDays(7);
  private static final Duration LONGEST = Duration.ofDays(3_653);

  private final InstantSource clock;

  MeasuredTime(InstantSource clock) {
    this.clock = clock;
  }

  /** The filter with a beginning and an end. */
  Result<LogFilter, CatalogError> bounded(LogFilter filter) {
    Instant to =
        filter
            .to()
            .orElseGet(
                () ->
                    filter
                        .from()
                        .filter(from -> from.isAfter(clock.instant()))
                        .map(from -> from.plus(USUAL))
                        .orElse(clock.instant().plusSeconds(1)));
    Instant from = filter.from().orElse(to.minus(USUAL));
    if (to.isBefore(from)) {
      return Result.err(
          new CatalogError.Invalid(
              "time_of_generation_max", "must not be before time_of_generation_min"));
    }
    if (Duration.between(from, to).compareTo(LONGEST) > 0) {
      return Result.err(
          new CatalogError.Invalid("time_of_generation_min", "at most ten years before the end"));
    }
    return Result.ok(filter.between(from, to));
  }

  /** How long the spans of a graph are, so that it has between some dozens and a few hundred. */
  static Duration span(Duration range) {
    long hours = range.toHours();
    if (hours < 2) {
      return Duration.ofMinutes(1);
    }
    if (hours < 12) {
      return Duration.ofMinutes(5);
    }
    if (hours <= 48) {
      return Duration.ofMinutes(30);
    }
    if (hours <= 24 * 8) {
      return Duration.ofHours(1);
    }
    if (hours <= 24 * 31) {
      return Duration.ofHours(6);
    }
    return hours <= 24 * 366 ? Duration.ofDays(1) : Duration.ofDays(7);
  }
}
