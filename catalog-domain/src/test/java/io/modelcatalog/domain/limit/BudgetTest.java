package io.modelcatalog.domain.limit;

import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {
  private static final ResetPeriod NEVER = new ResetPeriod.Never();
  private static final ResetPeriod WEEKLY = new ResetPeriod.Weekly();
  private static final ResetPeriod MONTHLY = new ResetPeriod.Monthly();

  /** The Friday after the noon of the fixtures. */
  private static final Instant FRIDAY = Instant.parse("2026-03-20T00:00:00Z");

  @Test
  void withoutAnotherArrangementTheWindowIsThePeriods() {
    assertThat(dollars(10, MONTHLY).windowAt(NOON)).isEqualTo(MONTHLY.at(NOON));
    assertThat(dollars(10).windowAt(NOON)).isEqualTo(NEVER.at(NOON));
  }

  @Test
  void theNextResetEndsTheRunningWindow() {
    for (ResetPeriod period : List.of(NEVER, WEEKLY, MONTHLY, new ResetPeriod.EveryDays(3))) {
      assertThat(resetting(period, FRIDAY).windowAt(NOON).end()).contains(FRIDAY);
    }
  }

  @Test
  void afterTheNextResetABudgetWithoutPeriodRunsOnForEver() {
    assertThat(resetting(NEVER, FRIDAY).windowAt(FRIDAY))
        .isEqualTo(new Window(FRIDAY, Optional.empty()));
  }

  @Test
  void afterTheNextResetAWeekIsCutShortOnce() {
    Instant sunday = Instant.parse("2026-03-22T00:00:00Z");
    Budget budget = resetting(WEEKLY, FRIDAY);

    assertThat(budget.windowAt(FRIDAY.plusSeconds(1)))
        .isEqualTo(new Window(FRIDAY, Optional.of(sunday)));
    assertThat(budget.windowAt(sunday)).isEqualTo(WEEKLY.at(sunday));
  }

  @Test
  void afterTheNextResetDaysAreCountedFromIt() {
    Budget budget = resetting(new ResetPeriod.EveryDays(10), FRIDAY);

    assertThat(budget.windowAt(FRIDAY))
        .isEqualTo(new Window(FRIDAY, Optional.of(FRIDAY.plus(Duration.ofDays(10)))));
    assertThat(budget.windowAt(FRIDAY.plus(Duration.ofDays(25))))
        .isEqualTo(
            new Window(
                FRIDAY.plus(Duration.ofDays(20)), Optional.of(FRIDAY.plus(Duration.ofDays(30)))));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void asTimeGoesOnWindowsNeverGoBackAndNeverOverlap(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Instant anchor = NOON.plus(Duration.ofDays(random.nextInt(60)));
      Budget budget = resetting(aPeriod(random), anchor);
      Instant now = NOON.minus(Duration.ofDays(random.nextInt(60)));
      Window last = budget.windowAt(now);
      for (int step = 0; step < 50; step++) {
        now = now.plusSeconds(random.nextInt(3 * 86_400));
        Window window = budget.windowAt(now);

        assertThat(now).isAfterOrEqualTo(window.start());
        assertThat(window.end().map(now::isBefore).orElse(true)).isTrue();
        if (!window.equals(last)) {
          assertThat(last.end()).isPresent();
          assertThat(window.start()).isAfterOrEqualTo(last.end().orElseThrow());
        }
        last = window;
      }
    }
  }

  @Test
  void budgetsCompareOnlyWhenTheyCountTheSameOverTheSamePeriod() {
    assertThat(dollars(1, MONTHLY).comparableTo(dollars(9, MONTHLY))).isTrue();
    assertThat(dollars(1, MONTHLY).comparableTo(dollars(1, WEEKLY))).isFalse();
    assertThat(dollars(1, MONTHLY).comparableTo(tokens(1, MONTHLY))).isFalse();
    assertThat(
            dollars(1, new ResetPeriod.EveryDays(2))
                .comparableTo(dollars(1, new ResetPeriod.EveryDays(3))))
        .isFalse();
  }

  @Test
  void peopleAreToldBelowTheLimitNotAtIt() {
    assertThat(alertingAt(99).alertThreshold()).hasValue(99);
    assertThatThrownBy(() -> alertingAt(100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("alert_threshold");
    assertThatThrownBy(() -> alertingAt(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anAmountIsNotNegative() {
    assertThat(tokens(0, NEVER).amount()).isZero();
    assertThatThrownBy(() -> tokens(-1, NEVER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("credit_limit");
    assertThatThrownBy(() -> new RateLimit(RateUnit.TOKENS, RateWindow.DAY, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("value");
  }

  @Test
  void aCounterIsNamedByWhatItCountsAndRenamedByAReset() {
    java.util.UUID owner = new java.util.UUID(0, 7);
    LimitKey key = LimitKey.of(Level.PROVIDER, owner, dollars(1, MONTHLY), 0);

    assertThat(key.text()).isEqualTo("provider:" + owner + ":cost/monthly");
    assertThat(LimitKey.of(Level.PROVIDER, owner, dollars(500, MONTHLY), 0)).isEqualTo(key);
    assertThat(
            List.of(
                LimitKey.of(Level.PROVIDER, owner, dollars(1, MONTHLY), 1).text(),
                LimitKey.of(Level.GRANT, owner, dollars(1, MONTHLY), 0).text(),
                LimitKey.of(Level.PROVIDER, owner, dollars(1, WEEKLY), 0).text(),
                LimitKey.of(Level.PROVIDER, owner, tokens(1, MONTHLY), 0).text(),
                LimitKey.of(Level.PROVIDER, owner, dollars(1), 0).text(),
                LimitKey.of(Level.PROVIDER, owner, dollars(1, new ResetPeriod.EveryDays(3)), 0)
                    .text(),
                LimitKey.of(
                        Level.PROVIDER,
                        owner,
                        new RateLimit(RateUnit.TOKENS, RateWindow.MINUTE, 5),
                        0)
                    .text(),
                key.text()))
        .doesNotHaveDuplicates();
  }

  private static Budget resetting(ResetPeriod period, Instant next) {
    return new Budget(BudgetUnit.COST, 100, OptionalLong.empty(), period, Optional.of(next));
  }

  private static Budget alertingAt(long threshold) {
    return new Budget(BudgetUnit.TOKENS, 100, OptionalLong.of(threshold), NEVER, Optional.empty());
  }

  private static ResetPeriod aPeriod(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> NEVER;
      case 1 -> WEEKLY;
      case 2 -> MONTHLY;
      default -> new ResetPeriod.EveryDays(1 + random.nextInt(40));
    };
  }
}
