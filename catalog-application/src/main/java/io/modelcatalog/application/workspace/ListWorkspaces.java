package io.modelcatalog.application.workspace;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.Optional;

/** Lists workspaces, oldest first: all of an organization, or a workspace key's own. */
public interface ListWorkspaces {
  /** What the actor needs. */
  String SCOPE = "workspaces.list";

  Result<Page<Workspace>, CatalogError> handle(Actor actor, Query query);

  /**
   * Which to list.
   *
   * @param name only those whose name contains this, in any case
   * @param exactName only those of just this name
   * @param archived those put away, or those in use
   * @param page which part
   */
  record Query(
      Optional<String> name, Optional<String> exactName, boolean archived, Page.Request page) {

    /** Those in use. */
    public Query(Optional<String> name, Optional<String> exactName, Page.Request page) {
      this(name, exactName, false, page);
    }
  }
}
