package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.shared.Result;
import java.util.List;

final class AddMembersHandler implements AddMembers {
  private final WorkspaceLookup workspaces;
  private final Staff staff;
  private final UnitOfWork unitOfWork;

  AddMembersHandler(WorkspaceLookup workspaces, Staff staff, UnitOfWork unitOfWork) {
    this.workspaces = workspaces;
    this.staff = staff;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<List<Membership>, CatalogError> handle(Actor actor, Command command) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return unitOfWork.execute(
        actor,
        () ->
            workspaces
                .find(actor, SCOPE, command.workspace())
                .then(workspace -> staff.add(actor, workspace, command.members())));
  }
}
