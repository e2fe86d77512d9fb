package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Workspaces. Slugs are unique in an organization. */
public interface WorkspaceRepository {
  Optional<Workspace> find(WorkspaceId id);

  /** Those of these that exist, in one question, in no certain order. */
  List<Workspace> findAll(Collection<WorkspaceId> ids);

  Optional<Workspace> findBySlug(OrganizationId organization, Slug slug);

  /**
   * Lists an organization's workspaces, oldest first.
   *
   * @param name only those whose name contains this, in any case; empty for all
   * @param exactName only those of just this name; empty for all
   * @param archived those put away, or those in use
   */
  Page<Workspace> list(
      OrganizationId organization,
      Optional<String> name,
      Optional<String> exactName,
      boolean archived,
      Page.Request page);

  /** All workspaces of an organization, oldest first. */
  List<Workspace> all(OrganizationId organization);

  /**
   * Inserts an object of version 0, else updates the stored one of the same version.
   *
   * @return the object as stored, its version one higher
   */
  Result<Workspace, StoreConflict> save(Workspace workspace);

  /**
   * Deletes a workspace that nothing belongs to any more; {@link StoreConflict.StillUsed}
   * otherwise.
   */
  Result<Boolean, StoreConflict> delete(WorkspaceId id);
}
