package io.modelcatalog.domain.limit;

import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static io.modelcatalog.domain.fixtures.Fixtures.tokens;
import static io.modelcatalog.domain.fixtures.Fixtures.tokensPerMinute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.domain.shared.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NarrowingTest {
  private static final ResetPeriod MONTHLY = new ResetPeriod.Monthly();
  private static final ResetPeriod WEEKLY = new ResetPeriod.Weekly();

  @Test
  void aChildMayAskForAsMuchAsItsParentOrLess() {
    Limits parent = limits(dollars(50, MONTHLY), requestsPerMinute(10));

    for (Limits child :
        List.of(
            Limits.NONE,
            parent,
            limits(dollars(49, MONTHLY), requestsPerMinute(10)),
            limits(dollars(50, MONTHLY), requestsPerMinute(0)))) {
      assertThat(Narrowing.check(child, parent, Level.GRANT)).isEqualTo(Result.ok(child));
    }
  }

  @Test
  void aLooserBudgetIsRefusedWithBothValues() {
    assertThat(
            Narrowing.check(
                new Limits(List.of(dollars(51, MONTHLY)), List.of()),
                new Limits(List.of(dollars(50, MONTHLY)), List.of()),
                Level.GRANT))
        .isEqualTo(
            Result.err(
                new Loosened(
                    "usage_limits.credit_limit", "51 USD monthly", "50 USD monthly", Level.GRANT)));
  }

  @Test
  void aLooserRateLimitIsRefusedWithBothValues() {
    assertThat(
            Narrowing.check(
                new Limits(List.of(), List.of(tokensPerMinute(101))),
                new Limits(List.of(), List.of(tokensPerMinute(100))),
                Level.INTEGRATION))
        .isEqualTo(
            Result.err(
                new Loosened(
                    "rate_limits.value",
                    "101 tokens (rpm)",
                    "100 tokens (rpm)",
                    Level.INTEGRATION)));
  }

  @Test
  void whatCannotBeComparedIsNoLoosening() {
    Limits parent = limits(dollars(50, MONTHLY), requestsPerMinute(10));
    Limits child =
        new Limits(
            List.of(dollars(900, WEEKLY), tokens(Long.MAX_VALUE, MONTHLY)),
            List.of(
                tokensPerMinute(1_000_000),
                new RateLimit(RateUnit.REQUESTS, RateWindow.HOUR, 1_000_000)));

    assertThat(Narrowing.check(child, parent, Level.GRANT)).isEqualTo(Result.ok(child));
  }

  @Test
  void oneLevelHasOneLimitOfAKind() {
    assertThatThrownBy(
            () -> new Limits(List.of(dollars(1, MONTHLY), dollars(2, MONTHLY)), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("usage_limits");
    assertThatThrownBy(
            () -> new Limits(List.of(), List.of(requestsPerMinute(1), requestsPerMinute(2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rate_limits");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theMeetIsAssociativeCommutativeAndIdempotent(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      Limits a = someLimits(random);
      Limits b = someLimits(random);
      Limits c = someLimits(random);

      assertThat(meaning(a.narrowedBy(b).narrowedBy(c)))
          .isEqualTo(meaning(a.narrowedBy(b.narrowedBy(c))));
      assertThat(meaning(a.narrowedBy(b))).isEqualTo(meaning(b.narrowedBy(a)));
      assertThat(a.narrowedBy(a)).isEqualTo(a);
      assertThat(a.narrowedBy(Limits.NONE)).isEqualTo(a);
      assertThat(Limits.NONE.narrowedBy(a)).isEqualTo(a);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theMeetIsNeverLooserThanEitherSideAndNeverStricterThanBoth(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      Limits a = someLimits(random);
      Limits b = someLimits(random);
      Limits meet = a.narrowedBy(b);

      assertThat(Narrowing.check(meet, a, Level.GRANT)).isInstanceOf(Result.Ok.class);
      assertThat(Narrowing.check(meet, b, Level.GRANT)).isInstanceOf(Result.Ok.class);
      meaning(meet)
          .forEach(
              (kind, amount) ->
                  assertThat(amount)
                      .isIn(
                          meaning(a).getOrDefault(kind, -1L), meaning(b).getOrDefault(kind, -1L)));
      assertThat(meaning(meet).keySet())
          .containsAll(meaning(a).keySet())
          .containsAll(meaning(b).keySet());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatPassesTheCheckLeavesTheMeetAsItIs(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      Limits parent = someLimits(random);
      Limits child = someLimits(random);
      boolean passes = Narrowing.check(child, parent, Level.GRANT) instanceof Result.Ok;

      Map<Object, Long> meet = meaning(parent.narrowedBy(child));

      assertThat(meet.entrySet().containsAll(meaning(child).entrySet())).isEqualTo(passes);
    }
  }

  private static Limits limits(Budget budget, RateLimit limit) {
    return new Limits(List.of(budget), List.of(limit));
  }

  /** What limits say, whatever their order: an amount for each kind of limit. */
  private static Map<Object, Long> meaning(Limits limits) {
    Map<Object, Long> meaning = new HashMap<>();
    limits.budgets().forEach(b -> meaning.put(List.of(b.unit(), b.period()), b.amount()));
    limits.rateLimits().forEach(r -> meaning.put(List.of(r.unit(), r.window()), r.value()));
    return meaning;
  }

  private static Limits someLimits(Random random) {
    List<Budget> budgets = new ArrayList<>();
    for (BudgetUnit unit : BudgetUnit.values()) {
      for (ResetPeriod period :
          List.of(MONTHLY, WEEKLY, new ResetPeriod.EveryDays(7), new ResetPeriod.EveryDays(30))) {
        if (random.nextInt(3) == 0) {
          budgets.add(Budget.of(unit, random.nextInt(4), period));
        }
      }
    }
    List<RateLimit> rates = new ArrayList<>();
    for (RateUnit unit : RateUnit.values()) {
      for (RateWindow window : RateWindow.values()) {
        if (random.nextInt(3) == 0) {
          rates.add(new RateLimit(unit, window, random.nextInt(4)));
        }
      }
    }
    Collections.shuffle(budgets, random);
    Collections.shuffle(rates, random);
    return new Limits(budgets, rates);
  }
}
