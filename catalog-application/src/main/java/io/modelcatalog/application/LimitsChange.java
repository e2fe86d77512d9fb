package io.modelcatalog.application;

import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a request says of limits. Budgets and rate limits are changed apart from each other, as the
 * wire names them apart.
 *
 * @param budgets the budgets in place of the present ones
 * @param rateLimits the rate limits in place of the present ones
 */
public record LimitsChange(Change<List<Budget>> budgets, Change<List<RateLimit>> rateLimits) {
  /** Nothing is said of limits. */
  public static final LimitsChange NONE = new LimitsChange(Change.keep(), Change.keep());

  /** These limits, whatever there was before. */
  public static LimitsChange to(Limits limits) {
    return new LimitsChange(Change.set(limits.budgets()), Change.set(limits.rateLimits()));
  }

  /**
   * The limits after the change.
   *
   * @param current as they are
   * @param now a budget that is new may not name a reset of the past
   */
  public Result<Limits, CatalogError> applyTo(Limits current, Instant now) {
    List<Budget> nextBudgets = budgets.applyTo(current.budgets(), List.of());
    List<RateLimit> nextRates = rateLimits.applyTo(current.rateLimits(), List.of());
    Set<Object> seen = new HashSet<>();
    for (Budget budget : nextBudgets) {
      if (!seen.add(List.of(budget.unit(), budget.period()))) {
        return Result.err(
            new CatalogError.Invalid("usage_limits", "at most one of each type and period"));
      }
      if (!current.budgets().contains(budget) && resetsInThePast(budget.nextReset(), now)) {
        return Result.err(
            new CatalogError.Invalid("usage_limits.next_usage_reset_at", "a time in the future"));
      }
    }
    for (RateLimit limit : nextRates) {
      if (!seen.add(List.of(limit.unit(), limit.window()))) {
        return Result.err(
            new CatalogError.Invalid("rate_limits", "at most one of each type and unit"));
      }
    }
    return Result.ok(new Limits(nextBudgets, nextRates));
  }

  /**
   * Those of the limits after a change that were not there before it: what is declared anew, and so
   * must not be looser than its parent.
   */
  public static Limits declaredAnew(Limits before, Limits after) {
    return new Limits(
        after.budgets().stream().filter(budget -> !before.budgets().contains(budget)).toList(),
        after.rateLimits().stream().filter(limit -> !before.rateLimits().contains(limit)).toList());
  }

  /** Whether the change says nothing. */
  public boolean isKeep() {
    return budgets.isKeep() && rateLimits.isKeep();
  }

  private static boolean resetsInThePast(Optional<Instant> reset, Instant now) {
    return reset.isPresent() && !reset.get().isAfter(now);
  }
}
