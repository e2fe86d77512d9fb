package io.modelcatalog.application.snapshot;

import io.modelcatalog.application.limit.GroupedLimit;
import io.modelcatalog.application.limit.LimitAccounts;
import io.modelcatalog.application.limit.LimitLine;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyCall;
import java.util.Arrays;
import java.util.List;

/** The policies that count calls of one workspace: its own and its organization's. */
public final class CompiledPolicies {
  /** No policies: calls pass without a thought. */
  public static final CompiledPolicies NONE = new CompiledPolicies(new GroupedLimit[0], false);

  private final GroupedLimit[] limits;
  private final boolean readsMetadata;

  private CompiledPolicies(GroupedLimit[] limits, boolean readsMetadata) {
    this.limits = limits;
    this.readsMetadata = readsMetadata;
  }

  static CompiledPolicies of(List<Policy> policies, LimitAccounts accounts) {
    List<Policy> counting = policies.stream().filter(Policy::counts).toList();
    return counting.isEmpty()
        ? NONE
        : new CompiledPolicies(
            counting.stream()
                .map(policy -> GroupedLimit.of(policy, accounts))
                .toArray(GroupedLimit[]::new),
            counting.stream().anyMatch(Policy::readsMetadata));
  }

  /** Each policy. */
  List<Policy> policies() {
    return Arrays.stream(limits).map(GroupedLimit::policy).toList();
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return limits.length == 0;
  }

  /** Whether any of them looks at the metadata of calls. */
  public boolean readsMetadata() {
    return readsMetadata;
  }

  /**
   * All limits of a call, in the order in which their locks are taken.
   *
   * @param others the call's limits but for those of policies
   * @param call what policies see of it
   * @param nowMillis milliseconds since the epoch
   */
  public LimitLine[] with(LimitLine[] others, PolicyCall call, long nowMillis) {
    LimitLine[] matching = new LimitLine[limits.length];
    int count = 0;
    for (GroupedLimit limit : limits) {
      Policy policy = limit.policy();
      if (policy.matches(call)) {
        matching[count++] = limit.line(policy.group(call), nowMillis);
      }
    }
    return count == 0 ? others : LimitAccounts.join(others, Arrays.copyOf(matching, count));
  }
}
