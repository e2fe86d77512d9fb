package io.modelcatalog.application.config;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/** Makes a config. Needs the scope {@code configs.create}. */
public interface CreateConfig {

  Result<Config, CatalogError> handle(Actor actor, Command command);

  /**
   * What to make.
   *
   * @param workspace whose, by id or slug; empty for the actor's own
   * @param name for people
   * @param document what it says
   * @param isDefault whether it becomes the workspace's default, in place of the present one
   */
  record Command(
      Optional<String> workspace, String name, ConfigDocument document, boolean isDefault) {}
}
