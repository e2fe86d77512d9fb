package io.modelcatalog.application.policy;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.domain.policy.Condition;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyKey;
import io.modelcatalog.domain.shared.Result;
import java.util.HashSet;
import java.util.List;

/** The rules for what a policy looks at. */
final class PolicyShape {
  private PolicyShape() {}

  static Result<Boolean, CatalogError> check(
      List<Condition> conditions, List<PolicyKey> groupBy, boolean rate) {
    if (conditions.size() > Policy.MOST_CONDITIONS) {
      return refused("conditions", "at most " + Policy.MOST_CONDITIONS);
    }
    if (groupBy.size() > Policy.MOST_GROUPS) {
      return refused("group_by", "at most " + Policy.MOST_GROUPS);
    }
    if (new HashSet<>(groupBy).size() < groupBy.size()) {
      return refused("group_by", "each key once");
    }
    for (int i = 0; i < conditions.size(); i++) {
      if (!rate && !conditions.get(i).key().budgets()) {
        return refused("conditions[" + i + "].key", onlyRates(conditions.get(i).key()));
      }
    }
    for (int i = 0; i < groupBy.size(); i++) {
      if (!rate && !groupBy.get(i).budgets()) {
        return refused("group_by[" + i + "].key", onlyRates(groupBy.get(i)));
      }
    }
    return Result.ok(true);
  }

  private static String onlyRates(PolicyKey key) {
    return key.wireName() + " is for rate limits only";
  }

  private static Result<Boolean, CatalogError> refused(String field, String rule) {
    return Result.err(new CatalogError.Invalid(field, rule));
  }
}
