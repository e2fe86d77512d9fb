package io.modelcatalog.application.config;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.shared.Result;

final class DeleteConfigHandler implements DeleteConfig {
  private final ConfigRepository configs;
  private final ConfigLookup lookup;
  private final ConfigUse use;
  private final UnitOfWork unitOfWork;

  DeleteConfigHandler(
      ConfigRepository configs, ConfigLookup lookup, ConfigUse use, UnitOfWork unitOfWork) {
    this.configs = configs;
    this.lookup = lookup;
    this.use = use;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Config, CatalogError> handle(Actor actor, Command command) {
    return unitOfWork.execute(
        actor,
        () ->
            lookup
                .find(actor, command.ref(), "delete")
                .then(use::unused)
                .map(
                    unused -> {
                      configs.delete(unused.id());
                      return unused;
                    }));
  }
}
