package io.modelcatalog.application.policy;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.shared.Result;

/**
 * Has a policy count no more. It stays to be looked at. Needs the scope {@code policies.delete}.
 */
public interface ArchivePolicy {

  Result<Policy, CatalogError> handle(Actor actor, Command command);

  /**
   * Which.
   *
   * @param kind of which kind
   * @param id as it was asked for
   */
  record Command(PolicyKind kind, String id) {}
}
