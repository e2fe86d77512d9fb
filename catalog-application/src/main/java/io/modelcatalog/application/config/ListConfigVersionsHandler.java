package io.modelcatalog.application.config;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.shared.Result;

final class ListConfigVersionsHandler implements ListConfigVersions {
  private final ConfigRepository configs;
  private final ConfigLookup lookup;
  private final UnitOfWork unitOfWork;

  ListConfigVersionsHandler(ConfigRepository configs, ConfigLookup lookup, UnitOfWork unitOfWork) {
    this.configs = configs;
    this.lookup = lookup;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Versions, CatalogError> handle(Actor actor, Query query) {
    return unitOfWork.read(
        () ->
            lookup
                .find(actor, query.ref(), "read")
                .map(found -> new Versions(found, configs.versions(found.id(), query.page()))));
  }
}
