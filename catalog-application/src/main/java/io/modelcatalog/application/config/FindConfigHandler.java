package io.modelcatalog.application.config;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.shared.Result;

final class FindConfigHandler implements FindConfig {
  private final ConfigLookup lookup;
  private final UnitOfWork unitOfWork;

  FindConfigHandler(ConfigLookup lookup, UnitOfWork unitOfWork) {
    this.lookup = lookup;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Config, CatalogError> handle(Actor actor, Query query) {
    return unitOfWork.read(() -> lookup.find(actor, query.ref(), "read"));
  }
}
