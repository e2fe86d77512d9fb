package io.modelcatalog.application.policy;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/** Lists policies, oldest first. Needs the scope {@code policies.list}. */
public interface ListPolicies {

  Result<Page<Policy>, CatalogError> handle(Actor actor, Query query);

  /**
   * Which to list.
   *
   * @param kind of which kind
   * @param workspace only those of this workspace, by id or slug; a workspace key implies its own
   * @param unit only those that count this, such as {@code cost}
   * @param archived those that are archived, instead of those that count
   * @param page which part
   */
  record Query(
      PolicyKind kind,
      Optional<String> workspace,
      Optional<String> unit,
      boolean archived,
      Page.Request page) {}
}
