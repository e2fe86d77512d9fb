package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.shared.Result;

final class ChangeMemberHandler implements ChangeMember {
  private final MemberLookup lookup;
  private final Staff staff;
  private final UnitOfWork unitOfWork;

  ChangeMemberHandler(MemberLookup lookup, Staff staff, UnitOfWork unitOfWork) {
    this.lookup = lookup;
    this.staff = staff;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Membership, CatalogError> handle(Actor actor, Command command) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return RoleRules.workspaceRole("role", command.role())
        .then(
            role ->
                unitOfWork.execute(
                    actor,
                    () ->
                        lookup.find(
                            actor,
                            SCOPE,
                            command.workspace(),
                            command.user(),
                            (workspace, member) ->
                                staff.put(actor, workspace, member.user(), role))));
  }
}
