package io.modelcatalog.application.workspace;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;

/** Finds one workspace. */
public interface FindWorkspace {
  /** What the actor needs. */
  String SCOPE = "workspaces.read";

  Result<Workspace, CatalogError> handle(Actor actor, Query query);

  /**
   * Which one.
   *
   * @param ref its id or slug
   */
  record Query(String ref) {}
}
