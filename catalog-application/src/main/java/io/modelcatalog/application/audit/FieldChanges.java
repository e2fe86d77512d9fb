package io.modelcatalog.application.audit;

import io.modelcatalog.application.port.audit.AuditEvent.FieldChange;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Collects what differs between an object before and after a change, in words. */
final class FieldChanges {
  private final List<FieldChange> changes = new ArrayList<>();

  FieldChanges text(String field, String before, String after) {
    return text(field, Optional.of(before), Optional.of(after));
  }

  FieldChanges text(String field, Optional<?> before, Optional<?> after) {
    if (!before.equals(after)) {
      changes.add(new FieldChange(field, before.map(String::valueOf), after.map(String::valueOf)));
    }
    return this;
  }

  FieldChanges texts(String field, List<String> before, List<String> after) {
    return text(field, joined(before), joined(after));
  }

  FieldChanges limits(Limits before, Limits after) {
    texts("usage_limits", budgets(before), budgets(after));
    return texts("rate_limits", rates(before), rates(after));
  }

  FieldChanges reset(int before, int after) {
    return before == after ? this : text("reset_usage", Optional.empty(), Optional.of("true"));
  }

  List<FieldChange> list() {
    return List.copyOf(changes);
  }

  private static Optional<String> joined(List<String> texts) {
    return texts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", texts));
  }

  private static List<String> budgets(Limits limits) {
    return limits.budgets().stream().map(FieldChanges::words).toList();
  }

  private static List<String> rates(Limits limits) {
    return limits.rateLimits().stream()
        .map(FieldChanges::words)
        .collect(Collectors.toUnmodifiableList());
  }

  private static String words(RateLimit limit) {
    return limit.value()
        + " "
        + limit.unit().name().toLowerCase(Locale.ROOT)
        + " "
        + limit.window().wireName();
  }

  private static String words(Budget budget) {
    String period =
        switch (budget.period()) {
          case ResetPeriod.Never() -> "in all";
          case ResetPeriod.Weekly() -> "weekly";
          case ResetPeriod.Monthly() -> "monthly";
          case ResetPeriod.EveryDays(int days) -> "every " + days + " days";
        };
    return amount(budget.unit(), budget.amount())
        + " "
        + period
        + (budget.alertThreshold().isPresent()
            ? ", alert at " + amount(budget.unit(), budget.alertThreshold().getAsLong())
            : "")
        + budget.nextReset().map(next -> ", next reset " + next).orElse("");
  }

  private static String amount(BudgetUnit unit, long amount) {
    return unit == BudgetUnit.COST
        ? new Money(amount).toUsd().toPlainString() + " USD"
        : amount + " " + unit.name().toLowerCase(Locale.ROOT);
  }
}
