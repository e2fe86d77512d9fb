package io.modelcatalog.application;

import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.limit.StoreAway;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LimitsChangeTest {
  private static final ResetPeriod MONTHLY = new ResetPeriod.Monthly();
  private static final ResetPeriod TEN_DAYS = new ResetPeriod.EveryDays(10);

  private static Budget resetting(Budget budget, String at) {
    return new Budget(
        budget.unit(),
        budget.amount(),
        budget.alertThreshold(),
        budget.period(),
        Optional.of(Instant.parse(at)));
  }

  private static Limits budgets(Budget... budgets) {
    return new Limits(List.of(budgets), List.of());
  }

  private static Result<Limits, CatalogError> change(Limits current, Instant now, Budget... asked) {
    return new LimitsChange(Change.set(List.of(asked)), Change.keep()).applyTo(current, now);
  }

  @Test
  void ofABudgetPerDaysTodayIsTheFirst() {
    ResetPeriod daily = new ResetPeriod.EveryDays(1);
    assertThat(change(Limits.NONE, NOON, dollars(5, daily)))
        .isEqualTo(Result.ok(budgets(resetting(dollars(5, daily), "2026-03-19T00:00:00Z"))));
    assertThat(change(Limits.NONE, NOON, dollars(5, TEN_DAYS)))
        .isEqualTo(Result.ok(budgets(resetting(dollars(5, TEN_DAYS), "2026-03-28T00:00:00Z"))));
  }

  @Test
  void whatALimitDoesWhileItsStoreIsAwayOutlivesTheReckoningOfItsReset() {
    Budget passing =
        new Budget(
            BudgetUnit.COST, 5, OptionalLong.empty(), TEN_DAYS, Optional.empty(), StoreAway.PASS);

    Limits changed =
        switch (change(Limits.NONE, NOON, passing)) {
          case Result.Ok<Limits, CatalogError>(Limits limits) -> limits;
          case Result.Err<Limits, CatalogError>(CatalogError error) ->
              throw new AssertionError(error);
        };

    assertThat(changed.budgets()).extracting(Budget::storeAway).containsExactly(StoreAway.PASS);
  }

  @Test
  void changingTheAmountKeepsTheWindowAndSoWhatWasUsedInIt() {
    Limits current = budgets(resetting(dollars(5, TEN_DAYS), "2026-03-10T00:00:00Z"));

    assertThat(change(current, NOON, dollars(7, TEN_DAYS)))
        .isEqualTo(Result.ok(budgets(resetting(dollars(7, TEN_DAYS), "2026-03-10T00:00:00Z"))));
  }

  @Test
  void sendingBackTheResetThatWasShownKeepsTheWindow() {
    Limits current = budgets(dollars(5, MONTHLY));

    assertThat(change(current, NOON, resetting(dollars(7, MONTHLY), "2026-04-01T00:00:00Z")))
        .isEqualTo(Result.ok(budgets(dollars(7, MONTHLY))));
  }

  @Test
  void anotherResetIsTaken() {
    Limits current = budgets(dollars(5, MONTHLY));
    Budget asked = resetting(dollars(5, MONTHLY), "2026-03-25T00:00:00Z");

    assertThat(change(current, NOON, asked)).isEqualTo(Result.ok(budgets(asked)));
  }

  @Test
  void aResetOfThePastIsRefusedUnlessItIsOnlyRepeated() {
    Budget past = resetting(dollars(5, MONTHLY), "2026-03-01T00:00:00Z");

    assertThat(change(Limits.NONE, NOON, past)).isInstanceOf(Result.Err.class);
    assertThat(change(budgets(past), NOON, past)).isEqualTo(Result.ok(budgets(past)));
  }

  @Test
  void budgetsAndRateLimitsChangeApart() {
    Limits current = new Limits(List.of(dollars(5)), List.of(requestsPerMinute(10)));

    assertThat(change(current, NOON, dollars(3)))
        .isEqualTo(Result.ok(new Limits(List.of(dollars(3)), List.of(requestsPerMinute(10)))));
    assertThat(new LimitsChange(Change.clear(), Change.keep()).applyTo(current, NOON))
        .isEqualTo(Result.ok(new Limits(List.of(), List.of(requestsPerMinute(10)))));
  }
}
