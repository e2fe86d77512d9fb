package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.Optional;

/** Lists integrations, oldest first. */
public interface ListIntegrations {

  /** A page of those the actor may list. */
  Result<Page<Listed>, CatalogError> handle(Actor actor, Query query);

  /**
   * An integration in a list.
   *
   * @param integration the integration
   * @param home the workspace it was made in; empty for one of the organization
   */
  record Listed(Integration integration, Optional<Workspace> home) {}

  /**
   * Which to list.
   *
   * @param owner whose; empty for all that the actor may list
   * @param workspace only those made in or granted to this workspace, by UUID or slug; a workspace
   *     key always sees those of its own alone
   * @param page which part
   */
  record Query(
      Optional<IntegrationRepository.Filter.Owner> owner,
      Optional<String> workspace,
      Page.Request page) {}
}
