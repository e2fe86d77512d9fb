package io.modelcatalog.application.provider;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.shared.Result;
import java.util.List;

final class FindProviderHandler implements FindProvider {
  private final ProviderLookup lookup;
  private final ProviderViews views;
  private final UnitOfWork unitOfWork;

  FindProviderHandler(ProviderLookup lookup, ProviderViews views, UnitOfWork unitOfWork) {
    this.lookup = lookup;
    this.views = views;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<ProviderView, CatalogError> handle(Actor actor, Query query) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return unitOfWork.read(
        () ->
            lookup
                .find(actor, SCOPE, query.workspace(), query.ref())
                .map(provider -> views.of(List.of(provider)).getFirst()));
  }
}
