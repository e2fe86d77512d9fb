package io.modelcatalog.application.workspace;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;

final class FindWorkspaceHandler implements FindWorkspace {
  private final WorkspaceLookup lookup;
  private final UnitOfWork unitOfWork;

  FindWorkspaceHandler(WorkspaceLookup lookup, UnitOfWork unitOfWork) {
    this.lookup = lookup;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Workspace, CatalogError> handle(Actor actor, Query query) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return unitOfWork.read(() -> lookup.find(actor, SCOPE, query.ref()));
  }
}
