package io.modelcatalog.application.secret;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.shared.Result;

final class FindSecretReferenceHandler implements FindSecretReference {
  private final ReferenceLookup lookup;
  private final UnitOfWork unitOfWork;

  FindSecretReferenceHandler(ReferenceLookup lookup, UnitOfWork unitOfWork) {
    this.lookup = lookup;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<SecretReference, CatalogError> handle(Actor actor, Query query) {
    return unitOfWork.read(() -> lookup.find(actor, query.ref(), "read"));
  }
}
