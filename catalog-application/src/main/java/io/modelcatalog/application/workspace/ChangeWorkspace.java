package io.modelcatalog.application.workspace;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.Optional;

/**
 * Changes a workspace. Its limits and their usage are the organization's to set: a workspace key
 * cannot touch them, lest it lift what holds it.
 */
public interface ChangeWorkspace {
  /** What the actor needs. */
  String SCOPE = "workspaces.update";

  Result<Workspace, CatalogError> handle(Actor actor, Command command);

  /**
   * What to change.
   *
   * @param ref the workspace's id or slug
   * @param name for people; empty to keep it
   * @param description for people
   * @param defaults what its calls start from, by wire names, in place of the present ones
   * @param limits what all its calls share
   * @param resetUsage whether its counters start over now
   */
  record Command(
      String ref,
      Optional<String> name,
      Change<String> description,
      Change<Settings> defaults,
      LimitsChange limits,
      boolean resetUsage) {}
}
