package io.modelcatalog.application.workspace;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;

/** Deletes a workspace; only a key of the organization can. */
public interface DeleteWorkspace {
  /** What the actor needs. */
  String SCOPE = "workspaces.delete";

  /**
   * Deletes it. {@link CatalogError.InUse} while it owns providers, keys or integrations and {@code
   * force} is not given; {@link CatalogError.NotPermitted} for the default workspace.
   *
   * @return the workspace as it was
   */
  Result<Workspace, CatalogError> handle(Actor actor, Command command);

  /**
   * What to delete.
   *
   * @param ref the workspace's id or slug
   * @param name its exact name, as proof that no other is meant
   * @param force whether to delete all that it owns as well
   */
  record Command(String ref, String name, boolean force) {}
}
