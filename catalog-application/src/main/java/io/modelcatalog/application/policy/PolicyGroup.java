package io.modelcatalog.application.policy;

import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyLimit;
import java.util.UUID;

/**
 * One group of a policy's calls and what it has used in the present window.
 *
 * @param id names the group in requests
 * @param valueKey the group's name
 * @param used nano-dollars, tokens or calls
 * @param limit how much it may use
 */
public record PolicyGroup(UUID id, String valueKey, long used, long limit) {

  static PolicyGroup of(Policy policy, String group, long used) {
    long limit =
        switch (policy.limit()) {
          case PolicyLimit.OfBudget(var budget) -> budget.amount();
          case PolicyLimit.OfRate(var rate, var target) -> rate.value();
        };
    return new PolicyGroup(policy.groupId(group), group, used, limit);
  }

  /** Whether it has used all it may. */
  public boolean exhausted() {
    return used >= limit;
  }
}
