package io.modelcatalog.application.policy;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.limit.RateWindow;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.limit.StoreAway;
import io.modelcatalog.domain.policy.Condition;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyKey;
import io.modelcatalog.domain.policy.PolicyLimit;
import io.modelcatalog.domain.shared.Result;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Changes a policy. What it counts and how it groups never change, because they name its counters;
 * another amount or other conditions leave what was used as it is. Needs the scope {@code
 * policies.update}.
 */
public interface ChangePolicy {

  Result<Policy, CatalogError> handle(Actor actor, Command command);

  /**
   * What to change.
   *
   * @param kind of which kind it is
   * @param id as it was asked for
   * @param name for people
   * @param conditions in place of the present ones; cannot be cleared
   * @param groupBy only as it is
   * @param type what it counts, such as {@code cost}; only as it is
   * @param limit what to change of the amount and its window
   * @param resetValue the group whose usage starts over, by its name, or by its value where there
   *     is one key; empty for none
   * @param resetAll whether the usage of all groups starts over
   */
  record Command(
      PolicyKind kind,
      String id,
      Change<String> name,
      Optional<List<Condition>> conditions,
      Optional<List<PolicyKey>> groupBy,
      Optional<String> type,
      LimitEdit limit,
      Optional<String> resetValue,
      boolean resetAll) {}

  /** What a request says of the limit. */
  sealed interface LimitEdit {

    /**
     * Of a budget.
     *
     * @param creditLimit dollars, tokens or calls, by what the policy counts
     * @param alertThreshold likewise
     * @param period when it starts over; cleared, never
     * @param nextReset the next start-over
     * @param storeAway what to do while the store that replicas share cannot be asked
     */
    record OfBudget(
        Optional<BigDecimal> creditLimit,
        Change<BigDecimal> alertThreshold,
        Change<ResetPeriod> period,
        Change<Instant> nextReset,
        Optional<StoreAway> storeAway)
        implements LimitEdit {}

    /**
     * Of a rate limit.
     *
     * @param window over which time
     * @param value how much
     * @param storeAway what to do while the store that replicas share cannot be asked
     * @param target which calls are counted; only as it is
     */
    record OfRate(
        Optional<RateWindow> window,
        Optional<Long> value,
        Optional<StoreAway> storeAway,
        Optional<PolicyLimit.Target> target)
        implements LimitEdit {}
  }
}
