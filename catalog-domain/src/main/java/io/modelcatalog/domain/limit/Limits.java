package io.modelcatalog.domain.limit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The limits declared at one level. Nothing declared means that this level adds none.
 *
 * @param budgets at most one per unit and period
 * @param rateLimits at most one per unit and window
 */
public record Limits(List<Budget> budgets, List<RateLimit> rateLimits) {
  /** No limits. */
  public static final Limits NONE = new Limits(List.of(), List.of());

  public Limits {
    budgets = List.copyOf(budgets);
    rateLimits = List.copyOf(rateLimits);
    Set<Object> seen = new HashSet<>();
    for (Budget budget : budgets) {
      if (!seen.add(List.of(budget.unit(), budget.period()))) {
        throw new IllegalArgumentException(
            "usage_limits: two of the same type and period (expected: one)");
      }
    }
    for (RateLimit limit : rateLimits) {
      if (!seen.add(List.of(limit.unit(), limit.window()))) {
        throw new IllegalArgumentException(
            "rate_limits: two of the same type and unit (expected: one)");
      }
    }
  }

  public boolean isEmpty() {
    return budgets.isEmpty() && rateLimits.isEmpty();
  }

  /**
   * The meet of two levels: everything either demands, and of comparable limits the lower. For
   * people to read; enforcement counts every level on its own.
   */
  public Limits narrowedBy(Limits other) {
    List<Budget> meetBudgets = new ArrayList<>(budgets);
    for (Budget theirs : other.budgets) {
      int same = indexOf(meetBudgets, theirs);
      if (same < 0) {
        meetBudgets.add(theirs);
      } else if (theirs.amount() < meetBudgets.get(same).amount()) {
        meetBudgets.set(same, theirs);
      }
    }
    List<RateLimit> meetRates = new ArrayList<>(rateLimits);
    for (RateLimit theirs : other.rateLimits) {
      int same = indexOf(meetRates, theirs);
      if (same < 0) {
        meetRates.add(theirs);
      } else if (theirs.value() < meetRates.get(same).value()) {
        meetRates.set(same, theirs);
      }
    }
    return new Limits(meetBudgets, meetRates);
  }

  private static int indexOf(List<Budget> budgets, Budget like) {
    for (int i = 0; i < budgets.size(); i++) {
      if (budgets.get(i).comparableTo(like)) {
        return i;
      }
    }
    return -1;
  }

  private static int indexOf(List<RateLimit> limits, RateLimit like) {
    for (int i = 0; i < limits.size(); i++) {
      if (limits.get(i).comparableTo(like)) {
        return i;
      }
    }
    return -1;
  }
}
