package io.modelcatalog.application.policy;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.shared.Result;

/**
 * Has the usage of one group start over; calls in flight settle against its old counter. Needs the
 * scope {@code policies.update}.
 */
public interface ResetPolicyGroup {

  Result<Policy, CatalogError> handle(Actor actor, Command command);

  /**
   * Which.
   *
   * @param kind of which kind the policy is
   * @param id the policy's id as it was asked for
   * @param group the group's id as it was asked for
   */
  record Command(PolicyKind kind, String id, String group) {}
}
