package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Optional;

final class DeleteUserHandler implements DeleteUser {
  private final UserRepository users;
  private final MembershipRepository memberships;
  private final UserLookup lookup;
  private final Owners owners;
  private final UserKeys keys;
  private final UnitOfWork unitOfWork;

  DeleteUserHandler(
      UserRepository users,
      MembershipRepository memberships,
      UserLookup lookup,
      Owners owners,
      UserKeys keys,
      UnitOfWork unitOfWork) {
    this.users = users;
    this.memberships = memberships;
    this.lookup = lookup;
    this.owners = owners;
    this.keys = keys;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<User, CatalogError> handle(Actor actor, Command command) {
    return RoleRules.inOrganization(actor, SCOPE)
        .then(may -> unitOfWork.execute(actor, () -> delete(actor, command)));
  }

  private Result<User, CatalogError> delete(Actor actor, Command command) {
    List<User> held = owners.hold(actor.organization());
    return lookup
        .find(actor, command.id())
        .then(found -> RoleRules.mayTake(actor, found.role()).map(may -> found))
        .then(found -> Owners.mayGo(found, held).map(may -> found))
        .map(this::gone);
  }

  private User gone(User user) {
    keys.delete(user, Optional.empty());
    memberships
        .of(List.of(user.id()))
        .forEach(each -> memberships.delete(each.workspace(), each.user()));
    users.delete(user.id());
    return user;
  }
}
