package io.modelcatalog.adapters.persistence.json;

import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.RateUnit;
import io.modelcatalog.domain.limit.RateWindow;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.limit.StoreAway;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Limits as {@code {"budgets":[…],"rates":[…]}}. */
final class LimitsJson {
  private LimitsJson() {}

  static Map<String, Object> tree(Limits limits) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("budgets", limits.budgets().stream().map(LimitsJson::budget).toList());
    tree.put("rates", limits.rateLimits().stream().map(LimitsJson::rate).toList());
    return tree;
  }

  static Limits limits(@Nullable Object value) {
    Map<String, Object> tree = Tree.map(value);
    return new Limits(
        Tree.list(tree.get("budgets")).stream().map(LimitsJson::budget).toList(),
        Tree.list(tree.get("rates")).stream().map(LimitsJson::rate).toList());
  }

  private static Map<String, Object> budget(Budget budget) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("unit", budget.unit().name());
    tree.put("amount", budget.amount());
    budget.alertThreshold().ifPresent(alert -> tree.put("alert", alert));
    tree.put(
        "period",
        switch (budget.period()) {
          case ResetPeriod.Never() -> "never";
          case ResetPeriod.Weekly() -> "weekly";
          case ResetPeriod.Monthly() -> "monthly";
          case ResetPeriod.EveryDays(int days) -> (long) days;
        });
    budget.nextReset().ifPresent(at -> tree.put("next_reset", at.toString()));
    put(tree, budget.storeAway());
    return tree;
  }

  private static Budget budget(Object value) {
    Map<String, Object> tree = Tree.map(value);
    Object alert = tree.get("alert");
    Object nextReset = tree.get("next_reset");
    return new Budget(
        BudgetUnit.valueOf(Tree.text(tree.get("unit"))),
        Tree.number(tree.get("amount")),
        alert == null ? OptionalLong.empty() : OptionalLong.of(Tree.number(alert)),
        period(tree.get("period")),
        nextReset == null ? Optional.empty() : Optional.of(Instant.parse(Tree.text(nextReset))),
        storeAway(tree));
  }

  private static void put(Map<String, Object> tree, StoreAway storeAway) {
    if (storeAway != StoreAway.REFUSE) {
      tree.put("store_away", storeAway.name());
    }
  }

  private static StoreAway storeAway(Map<String, Object> tree) {
    Object name = tree.get("store_away");
    return name == null ? StoreAway.REFUSE : StoreAway.valueOf(Tree.text(name));
  }

  private static ResetPeriod period(@Nullable Object value) {
    if (value instanceof Long days) {
      return new ResetPeriod.EveryDays(Math.toIntExact(days));
    }
    return switch (Tree.text(value)) {
      case "never" -> new ResetPeriod.Never();
      case "weekly" -> new ResetPeriod.Weekly();
      case "monthly" -> new ResetPeriod.Monthly();
      default -> throw new IllegalStateException("stored JSON: period " + value);
    };
  }

  private static Map<String, Object> rate(RateLimit limit) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("unit", limit.unit().name());
    tree.put("window", limit.window().name());
    tree.put("value", limit.value());
    put(tree, limit.storeAway());
    return tree;
  }

  private static RateLimit rate(Object value) {
    Map<String, Object> tree = Tree.map(value);
    return new RateLimit(
        RateUnit.valueOf(Tree.text(tree.get("unit"))),
        RateWindow.valueOf(Tree.text(tree.get("window"))),
        Tree.number(tree.get("value")),
        storeAway(tree));
  }
}
