package io.modelcatalog.application.policy;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/**
 * Lists the groups of a policy's calls that have used something in the present window, by name.
 * Needs the scope {@code policies.read}.
 */
public interface ListPolicyGroups {

  Result<Groups, CatalogError> handle(Actor actor, Query query);

  /**
   * Which to list.
   *
   * @param kind of which kind the policy is
   * @param id the policy's id as it was asked for
   * @param exhausted only those that have used all they may, or only the others; empty for both
   * @param search a part of the names, in whatever case
   * @param page which part
   */
  record Query(
      PolicyKind kind,
      String id,
      Optional<Boolean> exhausted,
      Optional<String> search,
      Page.Request page) {}

  /** Groups of a policy. */
  record Groups(Policy policy, Page<PolicyGroup> page) {}
}
