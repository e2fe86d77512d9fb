package io.modelcatalog.application.policy;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.policy.PolicyLimit;
import io.modelcatalog.domain.shared.Result;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The rules for a policy's limit, which are those of limits everywhere. */
final class PolicyLimits {
  private static final String FIELD = "usage_limits.";
  private static final BigDecimal MOST_DOLLARS = BigDecimal.valueOf(1_000_000_000L);
  private static final BigInteger MOST = BigInteger.valueOf(1_000_000_000_000_000L);

  private PolicyLimits() {}

  /** A limit declared anew. */
  static Result<PolicyLimit, CatalogError> declared(PolicyLimit limit, Instant now) {
    return switch (limit) {
      case PolicyLimit.OfBudget(Budget budget) -> applied(Limits.NONE, budget, now);
      case PolicyLimit.OfRate rate -> Result.ok(rate);
    };
  }

  /** A limit after a change. */
  static Result<PolicyLimit, CatalogError> changed(
      PolicyLimit current, ChangePolicy.LimitEdit edit, Instant now) {
    return switch (current) {
      case PolicyLimit.OfBudget(Budget budget) ->
          edit instanceof ChangePolicy.LimitEdit.OfBudget change
              ? changed(budget, change)
                  .then(next -> applied(new Limits(List.of(budget), List.of()), next, now))
              : Result.ok(current);
      case PolicyLimit.OfRate(RateLimit rate, PolicyLimit.Target target) ->
          Result.ok(
              edit instanceof ChangePolicy.LimitEdit.OfRate change
                  ? new PolicyLimit.OfRate(
                      new RateLimit(
                          rate.unit(),
                          change.window().orElse(rate.window()),
                          change.value().orElse(rate.value()),
                          change.storeAway().orElse(rate.storeAway())),
                      target)
                  : current);
    };
  }

  private static Result<Budget, CatalogError> changed(
      Budget current, ChangePolicy.LimitEdit.OfBudget change) {
    BudgetUnit unit = current.unit();
    Result<Long, CatalogError> amount =
        change
            .creditLimit()
            .map(value -> amount("credit_limit", unit, value, 1))
            .orElseGet(() -> Result.ok(current.amount()));
    return amount.then(
        limit ->
            threshold(current, change, unit)
                .then(
                    threshold ->
                        threshold.isPresent() && threshold.getAsLong() >= limit
                            ? Result.err(
                                new CatalogError.Invalid(
                                    "alert_threshold", "must be below credit_limit"))
                            : Result.ok(
                                new Budget(
                                    unit,
                                    limit,
                                    threshold,
                                    change
                                        .period()
                                        .applyTo(current.period(), new ResetPeriod.Never()),
                                    change.nextReset().applyTo(kept(current, change)),
                                    change.storeAway().orElse(current.storeAway())))));
  }

  /** A reset named for one period means nothing to another. */
  private static Optional<Instant> kept(Budget current, ChangePolicy.LimitEdit.OfBudget change) {
    return change.period().isKeep() ? current.nextReset() : Optional.empty();
  }

  private static Result<OptionalLong, CatalogError> threshold(
      Budget current, ChangePolicy.LimitEdit.OfBudget change, BudgetUnit unit) {
    Optional<BigDecimal> asked = change.alertThreshold().applyTo(Optional.empty());
    if (change.alertThreshold().isKeep()) {
      return Result.ok(current.alertThreshold());
    }
    return asked.isEmpty()
        ? Result.ok(OptionalLong.empty())
        : amount("alert_threshold", unit, asked.get(), 0).map(OptionalLong::of);
  }

  private static Result<Long, CatalogError> amount(
      String field, BudgetUnit unit, BigDecimal value, int least) {
    if (unit == BudgetUnit.COST) {
      return value.signum() < least || value.compareTo(MOST_DOLLARS) > 0
          ? Result.err(
              new CatalogError.Invalid(
                  field,
                  (least == 0 ? "expected dollars from 0" : "expected dollars above 0")
                      + " to "
                      + MOST_DOLLARS))
          : Result.ok(Money.usd(value).nanos());
    }
    boolean whole = value.stripTrailingZeros().scale() <= 0;
    if (!whole
        || value.signum() < least
        || value.precision() - value.scale() > 18
        || value.toBigInteger().compareTo(MOST) > 0) {
      return Result.err(
          new CatalogError.Invalid(field, "expected a whole number from " + least + " to " + MOST));
    }
    return Result.ok(value.longValueExact());
  }

  private static Result<PolicyLimit, CatalogError> applied(
      Limits current, Budget budget, Instant now) {
    return LimitsChange.to(new Limits(List.of(budget), List.of()))
        .applyTo(current, now)
        .mapError(PolicyLimits::flat)
        .map(limits -> new PolicyLimit.OfBudget(limits.budgets().getFirst()));
  }

  /** A policy's fields stand at its top, not below {@code usage_limits}. */
  private static CatalogError flat(CatalogError error) {
    return error instanceof CatalogError.Invalid(String field, String rule)
            && field.startsWith(FIELD)
        ? new CatalogError.Invalid(field.substring(FIELD.length()), rule)
        : error;
  }
}
