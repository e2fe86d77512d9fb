package io.modelcatalog.adapters.http.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.modelcatalog.adapters.http.admin.Moments.Moment;
import io.modelcatalog.application.Change;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.RateUnit;
import io.modelcatalog.domain.limit.RateWindow;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.limit.StoreAway;
import io.modelcatalog.domain.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Budgets and rate limits as JSON, both ways. Money is in dollars and may have decimals.
 *
 * <p>Rules of what comes in: {@code usage_limits} and {@code rate_limits} are an object or a list;
 * {@code credit_limit} is above 0, tokens and requests whole; {@code alert_threshold} is below it;
 * {@code periodic_reset} and {@code periodic_reset_days} exclude each other; {@code
 * next_usage_reset_at} is taken to a UTC midnight. A rate limit of 0 blocks. {@code
 * on_store_failure} is {@code refuse}, which is the default, or {@code pass}; it is shown only
 * where it is {@code pass}. What the server keeps itself ({@code status}, {@code last_reset_at} …)
 * is ignored.
 */
public final class LimitsJson {
  private static final BigDecimal MOST_DOLLARS = BigDecimal.valueOf(1_000_000_000L);
  private static final long MOST = 1_000_000_000_000_000L;

  private LimitsJson() {}

  /**
   * A budget on the wire.
   *
   * @param creditLimit dollars, tokens or requests, by the type
   * @param nextUsageResetAt when its window ends; null if never
   * @param onStoreFailure what happens while the shared store of limits is away; null for refuse
   */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record UsageLimit(
      String type,
      @JsonProperty("credit_limit") BigDecimal creditLimit,
      @JsonProperty("alert_threshold") @Nullable BigDecimal alertThreshold,
      @JsonProperty("periodic_reset") @Nullable String periodicReset,
      @JsonProperty("periodic_reset_days") @Nullable Integer periodicResetDays,
      @JsonProperty("next_usage_reset_at") @Nullable String nextUsageResetAt,
      @JsonProperty("last_reset_at") @Nullable String lastResetAt,
      String status,
      @JsonProperty("is_threshold_alerts_sent") boolean thresholdAlertsSent,
      @JsonProperty("is_exhausted_alerts_sent") boolean exhaustedAlertsSent,
      @JsonProperty("is_expired_alerts_sent") boolean expiredAlertsSent,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("on_store_failure")
          @Nullable String onStoreFailure) {}

  /** A rate limit on the wire. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Rate(
      String type,
      String unit,
      long value,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("on_store_failure")
          @Nullable String onStoreFailure) {}

  /** Budgets as they are shown. */
  public static List<UsageLimit> usageLimits(
      List<Budget> budgets, Optional<Instant> lastResetAt, Instant now) {
    return budgets.stream().map(budget -> usageLimit(budget, lastResetAt, now)).toList();
  }

  /**
   * An object's budgets as they are shown.
   *
   * @param counter the counter behind each
   */
  public static List<UsageLimit> usageLimits(
      List<Budget> budgets,
      Optional<Instant> lastResetAt,
      Function<Budget, LimitKey> counter,
      Moment moment) {
    return budgets.stream()
        .map(
            budget ->
                told(
                    usageLimit(budget, lastResetAt, moment.now()),
                    counter.apply(budget),
                    budget,
                    moment))
        .toList();
  }

  /** The first of an object's budgets as it is shown where only one has room, or null. */
  public static @Nullable UsageLimit firstUsageLimit(
      List<Budget> budgets,
      Optional<Instant> lastResetAt,
      Function<Budget, LimitKey> counter,
      Moment moment) {
    return budgets.isEmpty()
        ? null
        : usageLimits(List.of(budgets.getFirst()), lastResetAt, counter, moment).getFirst();
  }

  private static UsageLimit told(UsageLimit limit, LimitKey key, Budget budget, Moment moment) {
    boolean exhausted = moment.alerts().exhaustedAlertSent(key, budget, moment.now());
    return new UsageLimit(
        limit.type(),
        limit.creditLimit(),
        limit.alertThreshold(),
        limit.periodicReset(),
        limit.periodicResetDays(),
        limit.nextUsageResetAt(),
        limit.lastResetAt(),
        exhausted ? "exhausted" : limit.status(),
        moment.alerts().thresholdAlertSent(key, budget, moment.now()),
        exhausted,
        limit.expiredAlertsSent(),
        limit.onStoreFailure());
  }

  /** Rate limits as they are shown. */
  public static List<Rate> rateLimits(List<RateLimit> limits) {
    return limits.stream()
        .map(
            limit ->
                new Rate(
                    limit.unit() == RateUnit.REQUESTS ? "requests" : "tokens",
                    limit.window().wireName(),
                    limit.value(),
                    shown(limit.storeAway())))
        .toList();
  }

  /** What a partial update says of {@code usage_limits}; an empty list or object clears. */
  public static Change<List<Budget>> budgetChange(Fields fields, Instant now) {
    return fields.change("usage_limits", name -> Optional.of(budgets(fields, now)));
  }

  /** What a partial update says of {@code rate_limits}; an empty list or object clears. */
  public static Change<List<RateLimit>> rateLimitChange(Fields fields) {
    return fields.change("rate_limits", name -> Optional.of(rateLimits(fields)));
  }

  /** Reads {@code usage_limits}; absent or null means none. */
  public static List<Budget> budgets(Fields fields, Instant now) {
    List<Budget> budgets = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    for (Fields item : fields.objectOrObjects("usage_limits")) {
      budget(item, now)
          .ifPresent(
              budget -> {
                if (seen.add(List.of(budget.unit(), budget.period()))) {
                  budgets.add(budget);
                } else {
                  item.reject("type", "a second limit of the same type and period");
                }
              });
    }
    return budgets;
  }

  /** Reads {@code rate_limits}; absent or null means none. */
  public static List<RateLimit> rateLimits(Fields fields) {
    List<RateLimit> limits = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    for (Fields item : fields.objectOrObjects("rate_limits")) {
      rateLimit(item)
          .ifPresent(
              limit -> {
                if (seen.add(List.of(limit.unit(), limit.window()))) {
                  limits.add(limit);
                } else {
                  item.reject("unit", "a second limit of the same type and unit");
                }
              });
    }
    return limits;
  }

  /** The budget that stands at the top of an object; empty if it is faulty, which is noted. */
  public static Optional<Budget> budgetAtTop(Fields fields, Instant now) {
    if (!fields.has("credit_limit")) {
      fields.reject("credit_limit", "required");
    }
    if (fields.line("type", 20).isEmpty()) {
      fields.reject("type", "required: cost, tokens or requests");
    }
    return budget(fields, now);
  }

  /** The rate limit that stands at the top of an object; empty if it is faulty, which is noted. */
  public static Optional<RateLimit> rateLimitAtTop(Fields fields) {
    if (fields.line("type", 20).isEmpty()) {
      fields.reject("type", "required: requests or tokens");
    }
    return rateLimit(fields);
  }

  /** When a budget starts over, as a change; a change of neither field is none. */
  public static Change<ResetPeriod> periodChange(Fields fields) {
    if (!fields.has("periodic_reset") && !fields.has("periodic_reset_days")) {
      return Change.keep();
    }
    return period(fields).map(Change::set).orElseGet(Change::keep);
  }

  /** The next reset, as a change. */
  public static Change<Instant> nextResetChange(Fields fields, Instant now) {
    return fields.change("next_usage_reset_at", name -> nextReset(fields, now));
  }

  /** The window of a rate limit, if it is there. */
  public static Optional<RateWindow> windowIfAny(Fields fields) {
    return fields.has("unit") && !fields.isNull("unit") ? window(fields) : Optional.empty();
  }

  /** What to do while the shared store is away, if it is said. */
  public static Optional<StoreAway> storeAwayIfAny(Fields fields) {
    return fields.has("on_store_failure") ? Optional.of(storeAway(fields)) : Optional.empty();
  }

  /** A budget as it is shown. */
  public static UsageLimit shown(Budget budget, Optional<Instant> lastResetAt, Instant now) {
    return usageLimit(budget, lastResetAt, now);
  }

  /** An amount as it is shown: dollars with their decimals, else whole. */
  public static BigDecimal shown(BudgetUnit unit, long amount) {
    return amount(unit, amount);
  }

  private static UsageLimit usageLimit(Budget budget, Optional<Instant> lastResetAt, Instant now) {
    boolean weekly = budget.period() instanceof ResetPeriod.Weekly;
    boolean monthly = budget.period() instanceof ResetPeriod.Monthly;
    return new UsageLimit(
        budget.unit() == BudgetUnit.COST ? "cost" : wireName(budget.unit()),
        amount(budget.unit(), budget.amount()),
        budget.alertThreshold().isPresent()
            ? amount(budget.unit(), budget.alertThreshold().getAsLong())
            : null,
        weekly ? "weekly" : monthly ? "monthly" : null,
        budget.period() instanceof ResetPeriod.EveryDays(int days) ? days : null,
        Times.text(budget.windowAt(now).end()),
        Times.text(lastResetAt),
        "active",
        false,
        false,
        false,
        shown(budget.storeAway()));
  }

  private static @Nullable String shown(StoreAway storeAway) {
    return storeAway == StoreAway.REFUSE ? null : storeAway.wireName();
  }

  private static StoreAway storeAway(Fields item) {
    String name = item.line("on_store_failure", 20).orElse(StoreAway.REFUSE.wireName());
    for (StoreAway storeAway : StoreAway.values()) {
      if (storeAway.wireName().equals(name)) {
        return storeAway;
      }
    }
    item.reject("on_store_failure", "expected refuse or pass");
    return StoreAway.REFUSE;
  }

  private static String wireName(BudgetUnit unit) {
    return switch (unit) {
      case COST -> "cost";
      case TOKENS -> "tokens";
      case REQUESTS -> "requests";
    };
  }

  private static BigDecimal amount(BudgetUnit unit, long amount) {
    return unit == BudgetUnit.COST ? new Money(amount).toUsd() : BigDecimal.valueOf(amount);
  }

  private static Optional<Budget> budget(Fields item, Instant now) {
    if (says(item, "credit_limit", "type", "periodic_reset", "periodic_reset_days")) {
      BudgetUnit unit = budgetUnit(item);
      OptionalLong amount = amount(item, "credit_limit", unit, false);
      OptionalLong alert = amount(item, "alert_threshold", unit, true);
      Optional<ResetPeriod> period = period(item);
      Optional<Instant> next = nextReset(item, now);
      StoreAway away = storeAway(item);
      if (!item.has("credit_limit") || item.isNull("credit_limit")) {
        item.reject("credit_limit", "required");
      } else if (amount.isPresent()
          && alert.isPresent()
          && alert.getAsLong() >= amount.getAsLong()) {
        item.reject("alert_threshold", "must be below credit_limit");
      } else if (amount.isPresent() && period.isPresent()) {
        return Optional.of(new Budget(unit, amount.getAsLong(), alert, period.get(), next, away));
      }
    }
    return Optional.empty();
  }

  private static boolean says(Fields item, String... names) {
    for (String name : names) {
      if (item.has(name) && !item.isNull(name)) {
        return true;
      }
    }
    return false;
  }

  private static BudgetUnit budgetUnit(Fields item) {
    return switch (item.line("type", 20).orElse("cost")) {
      case "cost" -> BudgetUnit.COST;
      case "tokens" -> BudgetUnit.TOKENS;
      case "requests" -> BudgetUnit.REQUESTS;
      default -> {
        item.reject("type", "expected cost, tokens or requests");
        yield BudgetUnit.COST;
      }
    };
  }

  private static OptionalLong amount(Fields item, String name, BudgetUnit unit, boolean zero) {
    if (unit != BudgetUnit.COST) {
      return item.integer(name, zero ? 0 : 1, MOST);
    }
    Optional<BigDecimal> dollars = item.decimal(name);
    if (dollars.isEmpty()) {
      return OptionalLong.empty();
    }
    if (dollars.get().signum() < (zero ? 0 : 1) || dollars.get().compareTo(MOST_DOLLARS) > 0) {
      item.reject(
          name,
          zero
              ? "expected dollars from 0 to 1000000000"
              : "expected dollars above 0, at most 1000000000");
      return OptionalLong.empty();
    }
    return OptionalLong.of(Money.usd(dollars.get()).nanos());
  }

  private static Optional<ResetPeriod> period(Fields item) {
    OptionalLong days = item.integer("periodic_reset_days", 1, 365);
    Optional<String> named = item.line("periodic_reset", 20).filter(text -> !text.isEmpty());
    if (days.isPresent() && named.isPresent()) {
      item.reject("periodic_reset_days", "not together with periodic_reset");
      return Optional.empty();
    }
    if (days.isPresent()) {
      return Optional.of(new ResetPeriod.EveryDays(Math.toIntExact(days.getAsLong())));
    }
    return switch (named.orElse("")) {
      case "" -> Optional.of(new ResetPeriod.Never());
      case "weekly" -> Optional.of(new ResetPeriod.Weekly());
      case "monthly" -> Optional.of(new ResetPeriod.Monthly());
      default -> {
        item.reject("periodic_reset", "expected weekly, monthly or null");
        yield Optional.empty();
      }
    };
  }

  /**
   * A reset at midnight: the one before the time given, or the one after it where that has passed
   * already.
   */
  private static Optional<Instant> nextReset(Fields item, Instant now) {
    return item.instant("next_usage_reset_at")
        .map(
            given -> {
              Instant midnight = given.truncatedTo(ChronoUnit.DAYS);
              return given.isAfter(now) && !midnight.isAfter(now)
                  ? midnight.plus(1, ChronoUnit.DAYS)
                  : midnight;
            });
  }

  private static Optional<RateLimit> rateLimit(Fields item) {
    if (!says(item, "type", "unit", "value")) {
      return Optional.empty();
    }
    Optional<RateUnit> unit =
        switch (item.line("type", 20).orElse("requests")) {
          case "requests" -> Optional.of(RateUnit.REQUESTS);
          case "tokens" -> Optional.of(RateUnit.TOKENS);
          default -> {
            item.reject("type", "expected requests or tokens");
            yield Optional.empty();
          }
        };
    Optional<RateWindow> window = window(item);
    if (!item.has("value") || item.isNull("value")) {
      item.reject("value", "required");
    }
    OptionalLong value = item.integer("value", 0, MOST);
    StoreAway away = storeAway(item);
    return unit.isPresent() && window.isPresent() && value.isPresent()
        ? Optional.of(new RateLimit(unit.get(), window.get(), value.getAsLong(), away))
        : Optional.empty();
  }

  private static Optional<RateWindow> window(Fields item) {
    String name = item.line("unit", 20).orElse("");
    for (RateWindow window : RateWindow.values()) {
      if (window.wireName().equals(name)) {
        return Optional.of(window);
      }
    }
    item.reject("unit", "expected rps, rpm, rph, rpd or rpw");
    return Optional.empty();
  }
}
