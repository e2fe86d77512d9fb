package io.modelcatalog.application.provider;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.Result;

final class DeleteProviderHandler implements DeleteProvider {
  private final ProviderRepository providers;
  private final ProviderLookup lookup;
  private final UnitOfWork unitOfWork;
  private final CatalogEvents events;

  DeleteProviderHandler(
      ProviderRepository providers,
      ProviderLookup lookup,
      UnitOfWork unitOfWork,
      CatalogEvents events) {
    this.providers = providers;
    this.lookup = lookup;
    this.unitOfWork = unitOfWork;
    this.events = events;
  }

  @Override
  public Result<AiProvider, CatalogError> handle(Actor actor, Command command) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return unitOfWork.execute(
        actor,
        () -> lookup.find(actor, SCOPE, command.workspace(), command.ref()).map(this::deleted));
  }

  private AiProvider deleted(AiProvider provider) {
    providers.delete(provider.id());
    events.announce(CatalogChange.of(provider.organization(), provider.workspace()));
    return provider;
  }
}
