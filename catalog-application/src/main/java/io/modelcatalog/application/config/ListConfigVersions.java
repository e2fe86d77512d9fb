package io.modelcatalog.application.config;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.config.ConfigVersion;
import io.modelcatalog.domain.shared.Result;

/** Lists the versions of a config, newest first. Needs the scope {@code configs.read}. */
public interface ListConfigVersions {

  Result<Versions, CatalogError> handle(Actor actor, Query query);

  /**
   * Which.
   *
   * @param ref id or slug of the config
   * @param page which part
   */
  record Query(String ref, Page.Request page) {}

  /**
   * What there is.
   *
   * @param config whose they are
   * @param page the part asked for
   */
  record Versions(Config config, Page<ConfigVersion> page) {}
}
