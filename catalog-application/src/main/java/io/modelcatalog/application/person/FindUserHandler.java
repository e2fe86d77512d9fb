package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.shared.Result;
import java.util.List;

final class FindUserHandler implements FindUser {
  private final UserLookup lookup;
  private final MembershipRepository memberships;
  private final UnitOfWork unitOfWork;

  FindUserHandler(UserLookup lookup, MembershipRepository memberships, UnitOfWork unitOfWork) {
    this.lookup = lookup;
    this.memberships = memberships;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<UserView, CatalogError> handle(Actor actor, Query query) {
    return RoleRules.inOrganization(actor, SCOPE)
        .then(may -> unitOfWork.read(() -> lookup.find(actor, query.id()).map(this::view)));
  }

  private UserView view(User user) {
    return new UserView(
        user, memberships.of(List.of(user.id())).stream().map(Membership::workspace).toList());
  }
}
