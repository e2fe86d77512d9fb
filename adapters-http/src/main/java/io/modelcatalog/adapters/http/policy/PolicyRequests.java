package io.modelcatalog.adapters.http.policy;

import io.micronaut.http.HttpRequest;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.admin.LimitsJson;
import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.application.policy.ChangePolicy;
import io.modelcatalog.application.policy.CreatePolicy;
import io.modelcatalog.application.policy.ListPolicies;
import io.modelcatalog.application.policy.ListPolicyGroups;
import io.modelcatalog.application.policy.PolicyKind;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.RateUnit;
import io.modelcatalog.domain.limit.RateWindow;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.policy.Condition;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyKey;
import io.modelcatalog.domain.policy.PolicyLimit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads requests about policies. */
final class PolicyRequests {
  private static final String KEYS =
      "expected api_key, metadata.<name>, virtual_key, provider, config, prompt, model or, for rate"
          + " limits, endpoint_type";
  private static final int NAME = 255;
  private static final int LONGEST_VALUE = 1_024;
  private static final int DEFAULT_PAGE = 50;
  private static final long MOST = 1_000_000_000_000_000L;

  private PolicyRequests() {}

  static CreatePolicy.Command create(
      PolicyKind kind, HttpRequest<?> request, Fields fields, Instant now) {
    Optional<String> workspace =
        fields
            .line("workspace_id", NAME)
            .filter(id -> !id.isBlank())
            .or(() -> Paging.text(request, "workspace_id"));
    Optional<String> name = fields.line("name", NAME).filter(text -> !text.isBlank());
    for (String list : List.of("conditions", "group_by")) {
      if (!fields.has(list) || fields.isNull(list)) {
        fields.reject(
            list,
            "required; an empty list for "
                + (list.equals("group_by") ? "one counter for all calls" : "every call"));
      }
    }
    List<Condition> conditions = conditions(fields, kind);
    List<PolicyKey> groupBy = groupBy(fields, kind);
    PolicyLimit limit = kind == PolicyKind.USAGE ? budget(fields, now) : rate(fields);
    fields.verify();
    return new CreatePolicy.Command(workspace, name, conditions, groupBy, limit);
  }

  static ChangePolicy.Command change(PolicyKind kind, String id, Fields fields, Instant now) {
    for (String name : List.of("conditions", "group_by", "credit_limit", "unit", "value", "type")) {
      if (fields.isNull(name)) {
        fields.reject(name, "cannot be cleared");
      }
    }
    ChangePolicy.Command command =
        new ChangePolicy.Command(
            kind,
            id,
            fields.change("name", name -> fields.line(name, NAME)),
            fields.has("conditions") ? Optional.of(conditions(fields, kind)) : Optional.empty(),
            fields.has("group_by") ? Optional.of(groupBy(fields, kind)) : Optional.empty(),
            fields.line("type", 20),
            kind == PolicyKind.USAGE ? budgetEdit(fields, now) : rateEdit(fields),
            fields.line("reset_usage_for_value", LONGEST_VALUE).filter(text -> !text.isEmpty()),
            fields.bool("reset_usage").orElse(false));
    fields.verify();
    return command;
  }

  static ListPolicies.Query list(PolicyKind kind, HttpRequest<?> request) {
    return new ListPolicies.Query(
        kind,
        Paging.text(request, "workspace_id"),
        Paging.text(request, "type"),
        archived(request),
        Paging.of(request, DEFAULT_PAGE));
  }

  static boolean archived(HttpRequest<?> request) {
    return switch (Paging.text(request, "status").orElse("active")) {
      case "active" -> false;
      case "archived" -> true;
      default -> throw Paging.invalid("status", "expected active or archived");
    };
  }

  static boolean includesUsage(HttpRequest<?> request) {
    return Paging.text(request, "include_usage").filter(text -> text.equals("true")).isPresent();
  }

  static ListPolicyGroups.Query groups(PolicyKind kind, String id, HttpRequest<?> request) {
    Optional<Boolean> exhausted =
        Paging.text(request, "status")
            .map(
                status ->
                    switch (status) {
                      case "active" -> false;
                      case "exhausted" -> true;
                      default -> throw Paging.invalid("status", "expected active or exhausted");
                    });
    return new ListPolicyGroups.Query(
        kind, id, exhausted, Paging.text(request, "search"), Paging.of(request, DEFAULT_PAGE));
  }

  private static List<Condition> conditions(Fields fields, PolicyKind kind) {
    List<Condition> conditions = new ArrayList<>();
    List<Fields> items = fields.objects("conditions");
    if (items.size() > Policy.MOST_CONDITIONS) {
      fields.reject("conditions", "expected at most " + Policy.MOST_CONDITIONS);
      return conditions;
    }
    for (Fields item : items) {
      Optional<PolicyKey> key = key(item, kind);
      if (key.isPresent() && !key.get().conditions()) {
        item.reject("key", key.get().wireName() + " only groups; a policy names its workspace");
      }
      LinkedHashSet<String> values = new LinkedHashSet<>(values(item));
      boolean excludes = item.bool("excludes").orElse(false);
      if (values.size() > Condition.MOST_VALUES) {
        item.reject("value", "expected at most " + Condition.MOST_VALUES);
      } else if (key.isPresent() && key.get().conditions() && !values.isEmpty()) {
        conditions.add(new Condition(key.get(), values, excludes));
      }
    }
    return conditions;
  }

  private static List<String> values(Fields item) {
    if (item.holdsList("value")) {
      List<String> values = item.lines("value", LONGEST_VALUE);
      if (values.isEmpty()) {
        item.reject("value", "expected at least one");
      }
      return values;
    }
    String value = item.requiredLine("value", LONGEST_VALUE);
    return value.isBlank() ? List.of() : List.of(value);
  }

  private static List<PolicyKey> groupBy(Fields fields, PolicyKind kind) {
    List<PolicyKey> keys = new ArrayList<>();
    List<Fields> items = fields.objects("group_by");
    if (items.size() > Policy.MOST_GROUPS) {
      fields.reject("group_by", "expected at most " + Policy.MOST_GROUPS);
      return keys;
    }
    for (Fields item : items) {
      key(item, kind)
          .ifPresent(
              key -> {
                if (keys.contains(key)) {
                  item.reject("key", "a second one of the same name");
                } else {
                  keys.add(key);
                }
              });
    }
    return keys;
  }

  private static Optional<PolicyKey> key(Fields item, PolicyKind kind) {
    String name = item.requiredLine("key", NAME);
    if (name.isBlank()) {
      return Optional.empty();
    }
    Optional<PolicyKey> key = PolicyKey.parse(name);
    if (key.isEmpty()) {
      item.reject("key", KEYS);
    } else if (kind == PolicyKind.USAGE && !key.get().budgets()) {
      item.reject("key", name + " is for rate limits only");
      return Optional.empty();
    }
    return key;
  }

  /** Where it is faulty, the fields are, and nothing is done with what stands in for it. */
  private static PolicyLimit budget(Fields fields, Instant now) {
    return new PolicyLimit.OfBudget(
        LimitsJson.budgetAtTop(fields, now)
            .orElseGet(() -> Budget.of(BudgetUnit.COST, 0, new ResetPeriod.Never())));
  }

  private static PolicyLimit rate(Fields fields) {
    return new PolicyLimit.OfRate(
        LimitsJson.rateLimitAtTop(fields)
            .orElseGet(() -> new RateLimit(RateUnit.REQUESTS, RateWindow.MINUTE, 0)),
        target(fields).orElse(PolicyLimit.Target.LLM));
  }

  private static Optional<PolicyLimit.Target> target(Fields fields) {
    return fields
        .line("target", 20)
        .flatMap(
            name ->
                switch (name) {
                  case "llm" -> Optional.of(PolicyLimit.Target.LLM);
                  case "mcp_tools" -> Optional.of(PolicyLimit.Target.MCP_TOOLS);
                  default -> {
                    fields.reject("target", "expected llm or mcp_tools");
                    yield Optional.empty();
                  }
                });
  }

  private static ChangePolicy.LimitEdit budgetEdit(Fields fields, Instant now) {
    return new ChangePolicy.LimitEdit.OfBudget(
        fields.decimal("credit_limit"),
        fields.change("alert_threshold", fields::decimal),
        LimitsJson.periodChange(fields),
        LimitsJson.nextResetChange(fields, now),
        LimitsJson.storeAwayIfAny(fields));
  }

  private static ChangePolicy.LimitEdit rateEdit(Fields fields) {
    OptionalLong value = fields.integer("value", 0, MOST);
    if (fields.isNull("target")) {
      fields.reject("target", "cannot be cleared");
    }
    return new ChangePolicy.LimitEdit.OfRate(
        LimitsJson.windowIfAny(fields),
        value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty(),
        LimitsJson.storeAwayIfAny(fields),
        target(fields));
  }
}
