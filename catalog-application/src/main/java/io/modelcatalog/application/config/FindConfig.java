package io.modelcatalog.application.config;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.shared.Result;

/** Finds a config. Needs the scope {@code configs.read}. */
public interface FindConfig {

  Result<Config, CatalogError> handle(Actor actor, Query query);

  /**
   * Which.
   *
   * @param ref id or slug
   */
  record Query(String ref) {}
}
