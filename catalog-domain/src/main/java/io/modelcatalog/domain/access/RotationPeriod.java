package io.modelcatalog.domain.access;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;

/**
 * How often a key is to get another secret. All times are UTC midnights, so that a time follows
 * from the day alone and replicas agree on it.
 */
public sealed interface RotationPeriod {

  /** The first time after an instant. */
  Instant after(Instant now);

  /** The shortest that two times lie apart. */
  Duration shortest();

  /** Each Monday. */
  record Weekly() implements RotationPeriod {
    @Override
    public Instant after(Instant now) {
      return midnight(day(now).with(TemporalAdjusters.next(DayOfWeek.MONDAY)));
    }

    @Override
    public Duration shortest() {
      return Duration.ofDays(7);
    }
  }

  /** On the first of each month. */
  record Monthly() implements RotationPeriod {
    @Override
    public Instant after(Instant now) {
      return midnight(day(now).with(TemporalAdjusters.firstDayOfNextMonth()));
    }

    @Override
    public Duration shortest() {
      return Duration.ofDays(28);
    }
  }

  /**
   * Every so many days.
   *
   * @param days 1 to 365
   */
  record EveryDays(int days) implements RotationPeriod {
    /** The most days. */
    public static final int MOST = 365;

    public EveryDays {
      if (days < 1 || days > MOST) {
        throw new IllegalArgumentException(
            "rotation_period_days: " + days + " (expected: 1 to " + MOST + ")");
      }
    }

    @Override
    public Instant after(Instant now) {
      return midnight(day(now).plusDays(days));
    }

    @Override
    public Duration shortest() {
      return Duration.ofDays(days);
    }
  }

  private static LocalDate day(Instant now) {
    return LocalDate.ofInstant(now, ZoneOffset.UTC);
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
