package io.modelcatalog.domain.limit;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;

/** When a budget starts over. All times are UTC. */
public sealed interface ResetPeriod {

  /** The period's regular window at an instant, were there no other arrangement. */
  Window at(Instant now);

  /** Never by itself. */
  record Never() implements ResetPeriod {
    @Override
    public Window at(Instant now) {
      return new Window(Instant.EPOCH, Optional.empty());
    }
  }

  /** Each Sunday at 00:00. */
  record Weekly() implements ResetPeriod {
    @Override
    public Window at(Instant now) {
      LocalDate sunday = day(now).with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
      return window(sunday, sunday.plusWeeks(1));
    }
  }

  /** On the first of each month at 00:00. */
  record Monthly() implements ResetPeriod {
    @Override
    public Window at(Instant now) {
      LocalDate first = day(now).withDayOfMonth(1);
      return window(first, first.plusMonths(1));
    }
  }

  /**
   * Every so many days at 00:00, counted from 1 January 1970 unless a budget says from when.
   *
   * @param days 1 to 365
   */
  record EveryDays(int days) implements ResetPeriod {
    public EveryDays {
      if (days < 1 || days > 365) {
        throw new IllegalArgumentException(
            "periodic_reset_days: " + days + " (expected: 1 to 365)");
      }
    }

    @Override
    public Window at(Instant now) {
      return from(Instant.EPOCH, now);
    }

    /** The window at an instant when the days are counted from another. */
    Window from(Instant anchor, Instant now) {
      long length = Duration.ofDays(days).toMillis();
      long passed = Math.floorDiv(now.toEpochMilli() - anchor.toEpochMilli(), length);
      Instant start = anchor.plusMillis(passed * length);
      return new Window(start, Optional.of(start.plusMillis(length)));
    }
  }

  private static LocalDate day(Instant now) {
    return LocalDate.ofInstant(now, ZoneOffset.UTC);
  }

  private static Window window(LocalDate start, LocalDate end) {
    return new Window(
        start.atStartOfDay(ZoneOffset.UTC).toInstant(),
        Optional.of(end.atStartOfDay(ZoneOffset.UTC).toInstant()));
  }
}
