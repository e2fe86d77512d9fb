package io.modelcatalog.application.workspace;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.SecurityChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.Map;
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
   * @param icon a sign shown before the name
   * @param defaults what its calls start from, by wire names, in place of the present ones
   * @param limits what all its calls share
   * @param settings how it logs and how keys are made in it; what is not mentioned is kept, what is
   *     null is taken away
   * @param security what its managers and members may do
   * @param archived whether it is put away; empty keeps
   * @param resetUsage whether its counters start over now
   */
  record Command(
      String ref,
      Optional<String> name,
      Change<String> description,
      Change<String> icon,
      Change<Settings> defaults,
      LimitsChange limits,
      Change<Map<String, Optional<Object>>> settings,
      SecurityChange security,
      Optional<Boolean> archived,
      boolean resetUsage) {

    /** A change of nothing beyond these. */
    public Command(
        String ref,
        Optional<String> name,
        Change<String> description,
        Change<Settings> defaults,
        LimitsChange limits,
        boolean resetUsage) {
      this(
          ref,
          name,
          description,
          Change.keep(),
          defaults,
          limits,
          Change.keep(),
          SecurityChange.NONE,
          Optional.empty(),
          resetUsage);
    }
  }
}
