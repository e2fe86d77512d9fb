package io.modelcatalog.domain.limit;

import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.shared.Result;

/**
 * The rule that a child never loosens its parent. Limits that cannot be compared (another unit or
 * period) are no loosening, because each level is counted on its own.
 *
 * <p>Checked when the child is declared; a parent that tightens later leaves the child as it is and
 * stops it by its own counter.
 */
public final class Narrowing {
  private Narrowing() {}

  /**
   * Checks declared limits against a parent's.
   *
   * @param child what is to be declared
   * @param parent what the parent allows
   * @param level which level the parent is, for the refusal
   * @return the child's limits, or the first that is looser than the parent's
   */
  public static Result<Limits, Loosened> check(Limits child, Limits parent, Level level) {
    for (Budget budget : child.budgets()) {
      for (Budget above : parent.budgets()) {
        if (budget.comparableTo(above) && budget.amount() > above.amount()) {
          return Result.err(
              new Loosened("usage_limits.credit_limit", words(budget), words(above), level));
        }
      }
    }
    for (RateLimit limit : child.rateLimits()) {
      for (RateLimit above : parent.rateLimits()) {
        if (limit.comparableTo(above) && limit.value() > above.value()) {
          return Result.err(new Loosened("rate_limits.value", words(limit), words(above), level));
        }
      }
    }
    return Result.ok(child);
  }

  private static String words(Budget budget) {
    String amount =
        switch (budget.unit()) {
          case COST -> new Money(budget.amount()).toString();
          case TOKENS -> budget.amount() + " tokens";
          case REQUESTS -> budget.amount() + " requests";
        };
    return switch (budget.period()) {
      case ResetPeriod.Never() -> amount;
      case ResetPeriod.Weekly() -> amount + " weekly";
      case ResetPeriod.Monthly() -> amount + " monthly";
      case ResetPeriod.EveryDays(int days) -> amount + " every " + days + " days";
    };
  }

  private static String words(RateLimit limit) {
    String unit = limit.unit() == RateUnit.REQUESTS ? "requests" : "tokens";
    return limit.value() + " " + unit + " (" + limit.window().wireName() + ")";
  }
}
