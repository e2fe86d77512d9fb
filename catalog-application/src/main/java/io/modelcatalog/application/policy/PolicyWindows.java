package io.modelcatalog.application.policy;

import io.modelcatalog.application.limit.GroupedLimit;
import io.modelcatalog.application.port.persistence.PolicyRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyId;
import java.time.Instant;

/** Tells whether a policy still counts on a window that should have ended long ago. */
public final class PolicyWindows {
  private final PolicyRepository policies;
  private final UnitOfWork unitOfWork;

  PolicyWindows(PolicyRepository policies, UnitOfWork unitOfWork) {
    this.policies = policies;
    this.unitOfWork = unitOfWork;
  }

  /**
   * Whether what was used in a window may still be asked for: its policy counts, the group has not
   * been reset since, and the present window is no newer, as when an edit has put the next reset
   * far off. Blocking.
   *
   * @param counter a counter of a policy
   * @param windowStart when its window began, milliseconds since the epoch
   */
  public boolean count(LimitKey counter, long windowStart, Instant now) {
    return unitOfWork.read(
        () ->
            policies
                .find(new PolicyId(counter.owner()))
                .filter(policy -> counts(policy, counter, windowStart, now))
                .isPresent());
  }

  private static boolean counts(Policy policy, LimitKey counter, long windowStart, Instant now) {
    return policy.counts()
        && policy.counter(counter.group()).equals(counter)
        && GroupedLimit.window(policy, now).start().toEpochMilli() <= windowStart;
  }
}
