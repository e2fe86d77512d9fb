package io.modelcatalog.domain.limit;

import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResetPeriodTest {

  @ParameterizedTest
  @CsvSource({
    "2026-03-15T00:00:00Z, 2026-03-15T00:00:00Z, 2026-03-22T00:00:00Z",
    "2026-03-18T12:00:00Z, 2026-03-15T00:00:00Z, 2026-03-22T00:00:00Z",
    "2026-03-21T23:59:59.999999999Z, 2026-03-15T00:00:00Z, 2026-03-22T00:00:00Z",
    "2026-01-01T00:00:00Z, 2025-12-28T00:00:00Z, 2026-01-04T00:00:00Z"
  })
  void aWeekBeginsOnSundayAtMidnightUtc(Instant now, Instant start, Instant end) {
    assertThat(new ResetPeriod.Weekly().at(now)).isEqualTo(new Window(start, Optional.of(end)));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-18T12:00:00Z, 2026-03-01T00:00:00Z, 2026-04-01T00:00:00Z",
    "2026-01-31T23:59:59.999Z, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z",
    "2024-02-29T12:00:00Z, 2024-02-01T00:00:00Z, 2024-03-01T00:00:00Z",
    "2026-02-28T23:59:59Z, 2026-02-01T00:00:00Z, 2026-03-01T00:00:00Z",
    "2025-12-31T23:59:59Z, 2025-12-01T00:00:00Z, 2026-01-01T00:00:00Z"
  })
  void aMonthBeginsOnItsFirstAtMidnightUtc(Instant now, Instant start, Instant end) {
    assertThat(new ResetPeriod.Monthly().at(now)).isEqualTo(new Window(start, Optional.of(end)));
  }

  @Test
  void changesOfTheClockInSpringAndAutumnDoNotMoveIt() {
    // Nights in which Europe, then North America, change their clocks.
    for (String day : List.of("2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01")) {
      Window week = new ResetPeriod.Weekly().at(Instant.parse(day + "T03:30:00Z"));

      assertThat(Duration.between(week.start(), week.end().orElseThrow())).hasDays(7);
      assertThat(week.start()).isEqualTo(Instant.parse(day + "T00:00:00Z"));
    }
  }

  @Test
  void neverMeansOneWindowWithoutEnd() {
    assertThat(new ResetPeriod.Never().at(NOON))
        .isEqualTo(new Window(Instant.EPOCH, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2026-03-18T00:00:00Z, 2026-03-19T00:00:00Z",
    "365, 2025-12-18T00:00:00Z, 2026-12-18T00:00:00Z"
  })
  void spansOfDaysBeginAtMidnightUtc(int days, Instant start, Instant end) {
    assertThat(new ResetPeriod.EveryDays(days).at(NOON))
        .isEqualTo(new Window(start, Optional.of(end)));
  }

  @Test
  void spansAreOneDayToOneYearLong() {
    assertThatThrownBy(() -> new ResetPeriod.EveryDays(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("periodic_reset_days");
    assertThatThrownBy(() -> new ResetPeriod.EveryDays(366))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void eachInstantIsInOneWindowAndWindowsMeetWithoutAGap(long seed) {
    Random random = new Random(seed);
    List<ResetPeriod> periods =
        List.of(
            new ResetPeriod.Weekly(),
            new ResetPeriod.Monthly(),
            new ResetPeriod.EveryDays(1 + random.nextInt(365)));
    for (int i = 0; i < 3_000; i++) {
      Instant now = Instant.ofEpochMilli(random.nextLong(4_102_444_800_000L));
      for (ResetPeriod period : periods) {
        Window window = period.at(now);
        Instant end = window.end().orElseThrow();

        assertThat(now).isBetween(window.start(), end.minusNanos(1));
        assertThat(period.at(window.start())).isEqualTo(window);
        assertThat(period.at(end.minusNanos(1))).isEqualTo(window);
        assertThat(period.at(end).start()).isEqualTo(end);
        assertThat(window.start().atZone(ZoneOffset.UTC).toLocalTime().toNanoOfDay()).isZero();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SECOND, 2026-03-18T12:34:56Z, 2026-03-18T12:34:57Z",
    "MINUTE, 2026-03-18T12:34:00Z, 2026-03-18T12:35:00Z",
    "HOUR, 2026-03-18T12:00:00Z, 2026-03-18T13:00:00Z",
    "DAY, 2026-03-18T00:00:00Z, 2026-03-19T00:00:00Z",
    "WEEK, 2026-03-15T00:00:00Z, 2026-03-22T00:00:00Z"
  })
  void rateWindowsAreAlignedToUtc(RateWindow window, Instant start, Instant end) {
    assertThat(window.at(Instant.parse("2026-03-18T12:34:56.789Z")))
        .isEqualTo(new Window(start, Optional.of(end)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void rateWindowsMeetWithoutAGapEvenBeforeTheEpoch(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      long now = random.nextLong(-4_000_000_000_000L, 4_000_000_000_000L);
      for (RateWindow window : RateWindow.values()) {
        long start = window.startMillis(now);

        assertThat(start).isBetween(now - window.millis() + 1, now);
        assertThat(window.startMillis(start)).isEqualTo(start);
        assertThat(window.startMillis(start - 1)).isEqualTo(start - window.millis());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void weeksOfRatesAndOfBudgetsAreTheSame(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      Instant now = Instant.ofEpochMilli(random.nextLong(4_102_444_800_000L));

      assertThat(RateWindow.WEEK.at(now)).isEqualTo(new ResetPeriod.Weekly().at(now));
      assertThat(
              ZonedDateTime.ofInstant(RateWindow.WEEK.at(now).start(), ZoneOffset.UTC)
                  .getDayOfWeek())
          .isEqualTo(DayOfWeek.SUNDAY);
    }
  }
}
