package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.person.Member;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.Optional;

final class RemoveMemberHandler implements RemoveMember {
  private final MembershipRepository memberships;
  private final MemberLookup lookup;
  private final UserKeys keys;
  private final UnitOfWork unitOfWork;

  RemoveMemberHandler(
      MembershipRepository memberships, MemberLookup lookup, UserKeys keys, UnitOfWork unitOfWork) {
    this.memberships = memberships;
    this.lookup = lookup;
    this.keys = keys;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Membership, CatalogError> handle(Actor actor, Command command) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return unitOfWork.execute(
        actor,
        () ->
            lookup.find(
                actor,
                SCOPE,
                command.workspace(),
                command.user(),
                (workspace, member) -> remove(actor, workspace, member)));
  }

  private Result<Membership, CatalogError> remove(Actor actor, Workspace workspace, Member member) {
    return RoleRules.mayHandle(actor, workspace.id(), member.membership().role())
        .map(
            may -> {
              keys.delete(member.user(), Optional.of(workspace.id()));
              memberships.delete(workspace.id(), member.user().id());
              return member.membership();
            });
  }
}
