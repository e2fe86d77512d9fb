package io.modelcatalog.domain.policy;

import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A limit on all calls that meet its conditions, each group of them counted apart.
 *
 * @param id identity
 * @param organization the tenant
 * @param workspace whose calls it counts; empty for all workspaces of the organization, whose calls
 *     are then counted together
 * @param name for people
 * @param conditions all must be met; none means every call
 * @param groupBy what tells calls apart: one counter for each combination of values; nothing means
 *     one counter for all. Fixed once declared, because it names the counters
 * @param limit what each group may use
 * @param archived whether it no longer counts; never undone
 * @param usageEpoch how often the usage of all groups was reset
 * @param resets groups whose usage was reset on its own, by name, with the epoch of their counter
 * @param lastResetAt when usage was last reset by hand
 * @param audit who made it and when
 * @param version for optimistic locking; 0 for an object never stored
 */
public record Policy(
    PolicyId id,
    OrganizationId organization,
    Optional<WorkspaceId> workspace,
    Optional<String> name,
    List<Condition> conditions,
    List<PolicyKey> groupBy,
    PolicyLimit limit,
    boolean archived,
    int usageEpoch,
    Map<String, Integer> resets,
    Optional<Instant> lastResetAt,
    Audit audit,
    long version) {
  /** The most conditions a policy may have. */
  public static final int MOST_CONDITIONS = 50;

  /** The most keys a policy may group by. */
  public static final int MOST_GROUPS = 10;

  /** The most groups that can be reset one by one, before all are to be reset at once. */
  public static final int MOST_RESETS = 10_000;

  public Policy {
    conditions = List.copyOf(conditions);
    groupBy = List.copyOf(groupBy);
    resets = Map.copyOf(resets);
    if (conditions.size() > MOST_CONDITIONS) {
      throw new IllegalArgumentException("conditions: at most " + MOST_CONDITIONS);
    }
    if (groupBy.size() > MOST_GROUPS || new HashSet<>(groupBy).size() < groupBy.size()) {
      throw new IllegalArgumentException("group_by: at most " + MOST_GROUPS + ", each once");
    }
    boolean budget = limit instanceof PolicyLimit.OfBudget;
    if (budget
        && !(conditions.stream().allMatch(condition -> condition.key().budgets())
            && groupBy.stream().allMatch(PolicyKey::budgets))) {
      throw new IllegalArgumentException("endpoint_type: only for rate limits");
    }
  }

  /** Whether calls of models are counted at all. */
  public boolean counts() {
    return !archived
        && switch (limit) {
          case PolicyLimit.OfBudget ignored -> true;
          case PolicyLimit.OfRate rate -> rate.target() == PolicyLimit.Target.LLM;
        };
  }

  /** Whether the call is one of those it counts. */
  public boolean matches(PolicyCall call) {
    for (int i = 0; i < conditions.size(); i++) {
      if (!conditions.get(i).met(call)) {
        return false;
      }
    }
    return true;
  }

  /** The name of the group the call belongs to. */
  public String group(PolicyCall call) {
    return ValueKey.of(groupBy, call);
  }

  /** Whether it looks at the metadata of calls. */
  public boolean readsMetadata() {
    return conditions.stream().anyMatch(each -> each.key().fact() == PolicyKey.Fact.METADATA)
        || groupBy.stream().anyMatch(key -> key.fact() == PolicyKey.Fact.METADATA);
  }

  /** Names one of its groups in requests, where the group's own name may not fit. */
  public UUID groupId(String group) {
    return ValueKey.id(id, group);
  }

  /** What all its counters have in common. */
  public LimitKey counter() {
    return switch (limit) {
      case PolicyLimit.OfBudget(var budget) ->
          LimitKey.of(Level.POLICY, id.value(), budget, usageEpoch);
      case PolicyLimit.OfRate(var rate, var target) ->
          LimitKey.of(Level.POLICY, id.value(), rate, usageEpoch);
    };
  }

  /** The counter of one group. */
  public LimitKey counter(String group) {
    return counter().forGroup(group, resets.getOrDefault(group, usageEpoch));
  }

  /** Whether the usage of so many more groups can be reset one by one. */
  public boolean canReset(String group) {
    return resets.containsKey(group) || resets.size() < MOST_RESETS;
  }

  /** With the usage of one group starting over; calls in flight settle against its old counter. */
  public Policy reset(String group, Instant now) {
    Map<String, Integer> next = new LinkedHashMap<>(resets);
    next.put(group, nextEpoch());
    return with(usageEpoch, next, Optional.of(now), now);
  }

  /** With the usage of all groups starting over. */
  public Policy resetAll(Instant now) {
    return with(nextEpoch(), Map.of(), Optional.of(now), now);
  }

  /** No longer counting. */
  public Policy archived(Instant now) {
    return new Policy(
        id,
        organization,
        workspace,
        name,
        conditions,
        groupBy,
        limit,
        true,
        usageEpoch,
        resets,
        lastResetAt,
        audit.changed(now),
        version);
  }

  /** With another name, other conditions and another limit; what was used stays used. */
  public Policy revised(
      Optional<String> newName, List<Condition> newConditions, PolicyLimit newLimit, Instant now) {
    return new Policy(
        id,
        organization,
        workspace,
        newName,
        newConditions,
        groupBy,
        newLimit,
        archived,
        usageEpoch,
        resets,
        lastResetAt,
        audit.changed(now),
        version);
  }

  /** Higher than that of any counter there was, so that none is taken up again. */
  private int nextEpoch() {
    return Math.addExact(
        Math.max(usageEpoch, resets.values().stream().mapToInt(each -> each).max().orElse(0)), 1);
  }

  private Policy with(
      int newEpoch, Map<String, Integer> newResets, Optional<Instant> resetAt, Instant now) {
    return new Policy(
        id,
        organization,
        workspace,
        name,
        conditions,
        groupBy,
        limit,
        archived,
        newEpoch,
        newResets,
        resetAt,
        audit.changed(now),
        version);
  }
}
