package io.modelcatalog.domain.limit;

import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LimitKeyTest {
  private static final UUID OWNER = UUID.fromString("7b1d0f2e-0000-4000-8000-000000000001");

  private static LimitKey budget(ResetPeriod period) {
    return LimitKey.of(Level.POLICY, OWNER, Budget.of(BudgetUnit.COST, 1, period), 3)
        .forGroup("user:ann", 4);
  }

  private static LimitKey rate(RateWindow window) {
    return LimitKey.of(Level.API_KEY, OWNER, new RateLimit(RateUnit.TOKENS, window, 1), 0);
  }

  @Test
  void noWindowOfABudgetEndsLaterThanItsKeySays() {
    List<ResetPeriod> periods =
        List.of(
            new ResetPeriod.Weekly(),
            new ResetPeriod.Monthly(),
            new ResetPeriod.EveryDays(1),
            new ResetPeriod.EveryDays(365));
    for (ResetPeriod period : periods) {
      Instant now = NOON;
      for (int i = 0; i < 400; i++, now = now.plus(Duration.ofHours(37))) {
        Window window = period.at(now);
        assertThat(budget(period).endsBy(window.start().toEpochMilli()).orElseThrow())
            .isGreaterThanOrEqualTo(window.end().orElseThrow().toEpochMilli());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWindowOfARateEndsWhenItsKeySays(RateWindow window) {
    Window now = window.at(NOON);

    assertThat(rate(window).countsARate()).isTrue();
    assertThat(rate(window).endsBy(now.start().toEpochMilli()))
        .hasValue(now.end().orElseThrow().toEpochMilli());
  }

  @Test
  void aBudgetThatNeverStartsOverNeverEnds() {
    assertThat(budget(new ResetPeriod.Never()).countsARate()).isFalse();
    assertThat(budget(new ResetPeriod.Never()).endsBy(NOON.toEpochMilli())).isEmpty();
  }

  @Test
  void whatWaitsForItsFirstResetHasNoEndInItsKey() {
    assertThat(budget(new ResetPeriod.Monthly()).endsBy(0)).isEmpty();
  }
}
