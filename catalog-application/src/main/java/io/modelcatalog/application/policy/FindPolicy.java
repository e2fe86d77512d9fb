package io.modelcatalog.application.policy;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.shared.Result;
import java.util.List;

/** Shows a policy. Needs the scope {@code policies.read}. */
public interface FindPolicy {

  Result<Found, CatalogError> handle(Actor actor, Query query);

  /**
   * Which.
   *
   * @param kind of which kind
   * @param id as it was asked for
   * @param archived one that is archived, instead of one that counts
   * @param usage whether to tell what its groups have used
   */
  record Query(PolicyKind kind, String id, boolean archived, boolean usage) {}

  /**
   * A policy.
   *
   * @param policy the policy
   * @param groups what its groups have used; empty if it was not asked for
   */
  record Found(Policy policy, List<PolicyGroup> groups) {
    public Found {
      groups = List.copyOf(groups);
    }
  }
}
