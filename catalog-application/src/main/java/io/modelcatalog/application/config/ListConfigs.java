package io.modelcatalog.application.config;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/** Lists configs, oldest first. Needs the scope {@code configs.list}. */
public interface ListConfigs {

  Result<Page<Config>, CatalogError> handle(Actor actor, Query query);

  /**
   * Which.
   *
   * @param workspace whose, by id or slug; empty for all within reach
   * @param archived whether those that are archived, or those that are not
   * @param page which part
   */
  record Query(Optional<String> workspace, boolean archived, Page.Request page) {}
}
