package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.integration.WorkspaceDefaults;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;

/** Lists the workspaces an integration was ever given to, first given first. */
public interface ListIntegrationWorkspaces {

  /** A page of them; a workspace key sees its own alone. */
  Result<Provisioning, CatalogError> handle(Actor actor, Query query);

  /**
   * Of which integration.
   *
   * @param ref slug or UUID
   * @param page which part
   */
  record Query(String ref, Page.Request page) {}

  /**
   * Where an integration is available.
   *
   * @param grants this page of grants
   * @param defaults what workspaces without a say of their own get
   */
  record Provisioning(Page<Granted> grants, WorkspaceDefaults defaults) {}

  /**
   * A grant and to whom.
   *
   * @param grant the grant
   * @param workspace its workspace
   */
  record Granted(WorkspaceGrant grant, Workspace workspace) {}
}
