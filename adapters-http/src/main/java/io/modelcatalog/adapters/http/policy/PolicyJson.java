package io.modelcatalog.adapters.http.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.modelcatalog.adapters.http.admin.LimitsJson;
import io.modelcatalog.adapters.http.admin.Moments.Moment;
import io.modelcatalog.adapters.http.admin.Times;
import io.modelcatalog.application.policy.FindPolicy;
import io.modelcatalog.application.policy.PolicyGroup;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyLimit;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Policies as they are written. */
final class PolicyJson {
  private static final String USAGE = "policy_usage_limits";
  private static final String RATE = "policy_rate_limits";

  private PolicyJson() {}

  /** What a creation and a change answer. */
  @Serdeable
  record Ref(String id, String object) {
    static Ref of(Policy policy) {
      return new Ref(policy.id().toString(), policy.limit().isRate() ? RATE : USAGE);
    }
  }

  /**
   * A condition.
   *
   * @param value a text, or a list where there are several
   */
  @Serdeable
  record ConditionJson(String key, Object value, boolean excludes) {}

  /** A key that calls are grouped by. */
  @Serdeable
  record GroupKey(String key) {}

  /**
   * What one group has used.
   *
   * @param thresholdAlertsSent whether it was told that the threshold is reached; null for rate
   *     limits, of which nobody is told
   * @param exhaustedAlertsSent whether it was told that the budget is used up; null likewise
   */
  @Serdeable
  record Used(
      @JsonProperty("current_usage") BigDecimal currentUsage,
      String status,
      @JsonProperty("is_threshold_alerts_sent") @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Boolean thresholdAlertsSent,
      @JsonProperty("is_exhausted_alerts_sent") @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Boolean exhaustedAlertsSent) {

    static Used of(Policy policy, PolicyGroup group, Moment moment) {
      BigDecimal used = shown(policy, group.used());
      return switch (policy.limit()) {
        case PolicyLimit.OfRate ignored -> new Used(used, state(group), null, null);
        case PolicyLimit.OfBudget(Budget budget) -> {
          LimitKey counter = policy.counter(group.valueKey());
          yield new Used(
              used,
              state(group),
              moment.alerts().thresholdAlertSent(counter, budget, moment.now()),
              moment.alerts().exhaustedAlertSent(counter, budget, moment.now()));
        }
      };
    }
  }

  /** A group of calls with its counter. */
  @Serdeable
  record Entity(
      String id,
      @JsonProperty("value_key") String valueKey,
      @JsonProperty("current_usage") BigDecimal currentUsage,
      String status) {
    static Entity of(Policy policy, PolicyGroup group) {
      return new Entity(
          group.id().toString(), group.valueKey(), shown(policy, group.used()), state(group));
    }
  }

  /** A policy with a budget. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Usage(
      String id,
      @Nullable String name,
      List<ConditionJson> conditions,
      @JsonProperty("group_by") List<GroupKey> groupBy,
      String type,
      @JsonProperty("credit_limit") BigDecimal creditLimit,
      @JsonProperty("alert_threshold") @Nullable BigDecimal alertThreshold,
      @JsonProperty("periodic_reset") @Nullable String periodicReset,
      @JsonProperty("periodic_reset_days") @Nullable Integer periodicResetDays,
      @JsonProperty("next_usage_reset_at") @Nullable String nextUsageResetAt,
      @JsonProperty("last_reset_at") @Nullable String lastResetAt,
      String status,
      @JsonProperty("workspace_id") @Nullable String workspaceId,
      @JsonProperty("organisation_id") String organisationId,
      @JsonProperty("created_at") String createdAt,
      @JsonProperty("last_updated_at") String lastUpdatedAt,
      @JsonProperty("on_store_failure") @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable String onStoreFailure,
      @JsonProperty("value_key_usage_map") @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Map<String, Used> usage,
      String object) {

    static Usage of(Policy policy, Instant now) {
      return of(policy, null, now);
    }

    static Usage of(FindPolicy.Found found, boolean withUsage, Moment moment) {
      return of(found.policy(), withUsage ? used(found, moment) : null, moment.now());
    }

    private static Usage of(Policy policy, @Nullable Map<String, Used> used, Instant now) {
      LimitsJson.UsageLimit limit =
          LimitsJson.shown(budget(policy.limit()), policy.lastResetAt(), now);
      return new Usage(
          policy.id().toString(),
          policy.name().orElse(null),
          shownConditions(policy),
          shownKeys(policy),
          limit.type(),
          limit.creditLimit(),
          limit.alertThreshold(),
          limit.periodicReset(),
          limit.periodicResetDays(),
          limit.nextUsageResetAt(),
          limit.lastResetAt(),
          policy.archived() ? "archived" : "active",
          policy.workspace().map(WorkspaceId::toString).orElse(null),
          policy.organization().toString(),
          Times.text(policy.audit().createdAt()),
          Times.text(policy.audit().updatedAt()),
          limit.onStoreFailure(),
          used,
          USAGE);
    }
  }

  /** A policy with a rate limit. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Rate(
      String id,
      @Nullable String name,
      List<ConditionJson> conditions,
      @JsonProperty("group_by") List<GroupKey> groupBy,
      String type,
      String unit,
      long value,
      String target,
      @JsonProperty("last_reset_at") @Nullable String lastResetAt,
      String status,
      @JsonProperty("workspace_id") @Nullable String workspaceId,
      @JsonProperty("organisation_id") String organisationId,
      @JsonProperty("created_at") String createdAt,
      @JsonProperty("last_updated_at") String lastUpdatedAt,
      @JsonProperty("on_store_failure") @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable String onStoreFailure,
      @JsonProperty("value_key_usage_map") @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Map<String, Used> usage,
      String object) {

    static Rate of(Policy policy) {
      return of(policy, null);
    }

    static Rate of(FindPolicy.Found found, boolean withUsage, Moment moment) {
      return of(found.policy(), withUsage ? used(found, moment) : null);
    }

    private static Rate of(Policy policy, @Nullable Map<String, Used> used) {
      PolicyLimit.OfRate limit = (PolicyLimit.OfRate) policy.limit();
      return new Rate(
          policy.id().toString(),
          policy.name().orElse(null),
          shownConditions(policy),
          shownKeys(policy),
          policy.limit().unit(),
          limit.rate().window().wireName(),
          limit.rate().value(),
          limit.target().wireName(),
          Times.text(policy.lastResetAt()),
          policy.archived() ? "archived" : "active",
          policy.workspace().map(WorkspaceId::toString).orElse(null),
          policy.organization().toString(),
          Times.text(policy.audit().createdAt()),
          Times.text(policy.audit().updatedAt()),
          LimitsJson.rateLimits(List.of(limit.rate())).getFirst().onStoreFailure(),
          used,
          RATE);
    }
  }

  private static List<ConditionJson> shownConditions(Policy policy) {
    return policy.conditions().stream()
        .map(
            condition ->
                new ConditionJson(
                    condition.key().wireName(),
                    condition.values().size() == 1
                        ? condition.values().getFirst()
                        : List.copyOf(condition.values()),
                    condition.excludes()))
        .toList();
  }

  private static List<GroupKey> shownKeys(Policy policy) {
    return policy.groupBy().stream().map(key -> new GroupKey(key.wireName())).toList();
  }

  private static Map<String, Used> used(FindPolicy.Found found, Moment moment) {
    Map<String, Used> used = new LinkedHashMap<>();
    for (PolicyGroup group : found.groups()) {
      used.put(group.valueKey(), Used.of(found.policy(), group, moment));
    }
    return used;
  }

  private static String state(PolicyGroup group) {
    return group.exhausted() ? "exhausted" : "active";
  }

  private static BigDecimal shown(Policy policy, long amount) {
    return policy.limit() instanceof PolicyLimit.OfBudget(Budget budget)
        ? LimitsJson.shown(budget.unit(), amount)
        : LimitsJson.shown(BudgetUnit.REQUESTS, amount);
  }

  private static Budget budget(PolicyLimit limit) {
    return ((PolicyLimit.OfBudget) limit).budget();
  }
}
