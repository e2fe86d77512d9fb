package io.modelcatalog.application.policy;

import io.modelcatalog.domain.policy.Policy;

/** The two kinds of policies, which clients know as two resources. */
public enum PolicyKind {
  /** With a budget. */
  USAGE,
  /** With a rate limit. */
  RATE;

  /** Whether a policy is of this kind. */
  boolean holds(Policy policy) {
    return policy.limit().isRate() == (this == RATE);
  }
}
