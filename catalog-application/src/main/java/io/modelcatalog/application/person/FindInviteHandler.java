package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.shared.Result;

final class FindInviteHandler implements FindInvite {
  private final InviteLookup lookup;
  private final UnitOfWork unitOfWork;

  FindInviteHandler(InviteLookup lookup, UnitOfWork unitOfWork) {
    this.lookup = lookup;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Invite, CatalogError> handle(Actor actor, Query query) {
    return RoleRules.inOrganization(actor, SCOPE)
        .then(may -> unitOfWork.read(() -> lookup.find(actor, query.id())));
  }
}
