package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.shared.Result;

final class FindApiKeyHandler implements FindApiKey {
  private final KeyLookup lookup;
  private final KeyViews views;
  private final UnitOfWork unitOfWork;

  FindApiKeyHandler(KeyLookup lookup, KeyViews views, UnitOfWork unitOfWork) {
    this.lookup = lookup;
    this.views = views;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<ApiKeyView, CatalogError> handle(Actor actor, Query query) {
    return unitOfWork.read(() -> lookup.find(actor, query.id(), "read").map(views::of));
  }
}
