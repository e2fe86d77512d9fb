package io.modelcatalog.application.person;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.shared.Result;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

final class ChangeUserHandler implements ChangeUser {
  private final UserRepository users;
  private final UserLookup lookup;
  private final Owners owners;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;

  ChangeUserHandler(
      UserRepository users,
      UserLookup lookup,
      Owners owners,
      UnitOfWork unitOfWork,
      InstantSource clock) {
    this.users = users;
    this.lookup = lookup;
    this.owners = owners;
    this.unitOfWork = unitOfWork;
    this.clock = clock;
  }

  @Override
  public Result<User, CatalogError> handle(Actor actor, Command command) {
    return RoleRules.inOrganization(actor, SCOPE)
        .then(may -> AttributeRule.atMost("first_name", 255, command.firstName()))
        .then(name -> AttributeRule.atMost("last_name", 255, command.lastName()))
        .then(
            name ->
                command.role().isEmpty()
                    ? Result.<Optional<OrganizationRole>, CatalogError>ok(Optional.empty())
                    : RoleRules.organizationRole(command.role().get()).map(Optional::of))
        .then(role -> unitOfWork.execute(actor, () -> change(actor, command, role)));
  }

  private Result<User, CatalogError> change(
      Actor actor, Command command, Optional<OrganizationRole> role) {
    List<User> held = role.isPresent() ? owners.hold(actor.organization()) : List.of();
    return lookup
        .find(actor, command.id())
        .then(found -> mayBecome(actor, found, role, held).map(may -> found))
        .then(
            found ->
                users
                    .save(changed(found, command, role))
                    .mapError(conflict -> StoreRefusal.of("user", conflict)));
  }

  private static Result<Boolean, CatalogError> mayBecome(
      Actor actor, User found, Optional<OrganizationRole> role, List<User> held) {
    if (role.isEmpty() || role.get() == found.role()) {
      return Result.ok(true);
    }
    return RoleRules.mayTake(actor, found.role())
        .then(may -> RoleRules.mayGive(actor, role.get()))
        .then(may -> Owners.mayGo(found, held));
  }

  private User changed(User found, Command command, Optional<OrganizationRole> role) {
    return new User(
        found.id(),
        found.organization(),
        found.email(),
        command.firstName().orElse(found.firstName()),
        command.lastName().orElse(found.lastName()),
        role.orElse(found.role()),
        found.audit().changed(clock.instant()),
        found.version());
  }
}
