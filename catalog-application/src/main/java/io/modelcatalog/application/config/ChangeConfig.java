package io.modelcatalog.application.config;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/**
 * Changes a config. A document that differs from the present one makes a new version; the old one
 * is kept. Needs the scope {@code configs.update}.
 */
public interface ChangeConfig {

  Result<Config, CatalogError> handle(Actor actor, Command command);

  /**
   * What to change; empty keeps.
   *
   * @param ref id or slug
   * @param name for people
   * @param document what it says
   * @param isDefault whether it is the workspace's default
   * @param archived whether it is kept but no longer offered
   */
  record Command(
      String ref,
      Optional<String> name,
      Optional<ConfigDocument> document,
      Optional<Boolean> isDefault,
      Optional<Boolean> archived) {}
}
