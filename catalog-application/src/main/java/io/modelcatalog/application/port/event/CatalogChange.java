package io.modelcatalog.application.port.event;

import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Set;

/**
 * A committed change of the catalog.
 *
 * @param organization whose
 * @param workspaces which workspaces' calls it touches; may be empty
 * @param organizationKeys whether keys of the organization itself changed
 */
public record CatalogChange(
    OrganizationId organization, Set<WorkspaceId> workspaces, boolean organizationKeys) {
  public CatalogChange {
    workspaces = Set.copyOf(workspaces);
  }

  /** A change that touches one workspace. */
  public static CatalogChange of(OrganizationId organization, WorkspaceId workspace) {
    return new CatalogChange(organization, Set.of(workspace), false);
  }
}
