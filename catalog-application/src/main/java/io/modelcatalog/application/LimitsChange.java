package io.modelcatalog.application;

import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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
   * The limits after the change. A budget that goes on counting the same over the same period keeps
   * its window, whatever else of it changes: what was used in it stays used. Days without a first
   * reset are counted from the last UTC midnight: today is the first of them.
   *
   * @param current as they are
   * @param now a budget that is new may not name a reset of the past
   */
  public Result<Limits, CatalogError> applyTo(Limits current, Instant now) {
    List<Budget> nextBudgets = new ArrayList<>();
    List<RateLimit> nextRates = rateLimits.applyTo(current.rateLimits(), List.of());
    Set<Object> seen = new HashSet<>();
    for (Budget budget : budgets.applyTo(current.budgets(), List.of())) {
      if (!seen.add(List.of(budget.unit(), budget.period()))) {
        return Result.err(
            new CatalogError.Invalid("usage_limits", "at most one of each type and period"));
      }
      Optional<Budget> goesOn =
          current.budgets().stream()
              .filter(old -> old.comparableTo(budget) && keepsWindow(budget, old, now))
              .findFirst();
      if (goesOn.isPresent()) {
        nextBudgets.add(resetting(budget, goesOn.get().nextReset()));
      } else if (resetsInThePast(budget.nextReset(), now)) {
        return Result.err(
            new CatalogError.Invalid("usage_limits.next_usage_reset_at", "a time in the future"));
      } else {
        nextBudgets.add(resetting(budget, firstReset(budget, now)));
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

  /**
   * Whether a budget stands for an old one: it does not say when to reset, or repeats what was
   * said, or sends back the reset it was shown.
   */
  private static boolean keepsWindow(Budget budget, Budget old, Instant now) {
    return budget.nextReset().isEmpty()
        || budget.nextReset().equals(old.nextReset())
        || budget.nextReset().equals(old.windowAt(now).end());
  }

  /** Today is the first of the days, as whoever sets a budget per day expects. */
  private static Optional<Instant> firstReset(Budget budget, Instant now) {
    return budget.nextReset().isEmpty()
            && budget.period() instanceof ResetPeriod.EveryDays(int days)
        ? Optional.of(now.truncatedTo(ChronoUnit.DAYS).plus(days, ChronoUnit.DAYS))
        : budget.nextReset();
  }

  private static Budget resetting(Budget budget, Optional<Instant> nextReset) {
    return new Budget(
        budget.unit(),
        budget.amount(),
        budget.alertThreshold(),
        budget.period(),
        nextReset,
        budget.storeAway());
  }

  private static boolean resetsInThePast(Optional<Instant> reset, Instant now) {
    return reset.isPresent() && !reset.get().isAfter(now);
  }
}
