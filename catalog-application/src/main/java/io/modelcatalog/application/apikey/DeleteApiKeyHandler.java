package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.shared.Result;

final class DeleteApiKeyHandler implements DeleteApiKey {
  private final ApiKeyRepository keys;
  private final KeyLookup lookup;
  private final UnitOfWork unitOfWork;
  private final KeyEvents events;

  DeleteApiKeyHandler(
      ApiKeyRepository keys, KeyLookup lookup, UnitOfWork unitOfWork, KeyEvents events) {
    this.keys = keys;
    this.lookup = lookup;
    this.unitOfWork = unitOfWork;
    this.events = events;
  }

  @Override
  public Result<ApiKey, CatalogError> handle(Actor actor, Command command) {
    return unitOfWork.execute(
        actor, () -> lookup.find(actor, command.id(), "delete").map(this::deleted));
  }

  private ApiKey deleted(ApiKey key) {
    keys.delete(key.id());
    events.changed(key);
    return key;
  }
}
