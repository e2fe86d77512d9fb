package io.modelcatalog.application.workspace;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.SecurityChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.Optional;

/** Makes a workspace, together with what the organization gives to each new one. */
public interface CreateWorkspace {
  /** What the actor needs. */
  String SCOPE = "workspaces.create";

  /** Makes it; only a key of the organization can. */
  Result<Workspace, CatalogError> handle(Actor actor, Command command);

  /**
   * What to make.
   *
   * @param name for people
   * @param description for people
   * @param icon a sign shown before the name
   * @param defaults what its calls start from, by wire names
   * @param limits what all its calls share
   * @param settings how it logs and how keys are made in it, by wire names
   * @param security what its managers and members may do
   */
  record Command(
      String name,
      Optional<String> description,
      Optional<String> icon,
      Settings defaults,
      LimitsChange limits,
      Settings settings,
      SecurityChange security) {

    /** A workspace that sets nothing beyond these. */
    public Command(
        String name, Optional<String> description, Settings defaults, LimitsChange limits) {
      this(
          name,
          description,
          Optional.empty(),
          defaults,
          limits,
          Settings.NONE,
          SecurityChange.NONE);
    }
  }
}
