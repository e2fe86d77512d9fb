package io.modelcatalog.application.config;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.shared.Result;

/**
 * Deletes a config and its versions, unless calls of its workspace, or of one of its keys, start
 * from it. Needs the scope {@code configs.delete}.
 */
public interface DeleteConfig {

  Result<Config, CatalogError> handle(Actor actor, Command command);

  /**
   * Which.
   *
   * @param ref id or slug
   */
  record Command(String ref) {}
}
