package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.workspace.CreateWorkspace;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;

final class CreateStaffedWorkspaceHandler implements CreateStaffedWorkspace {
  private final CreateWorkspace create;
  private final Staff staff;
  private final UnitOfWork unitOfWork;

  CreateStaffedWorkspaceHandler(CreateWorkspace create, Staff staff, UnitOfWork unitOfWork) {
    this.create = create;
    this.staff = staff;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Workspace, CatalogError> handle(Actor actor, Command command) {
    if (command.members().isEmpty()) {
      return create.handle(actor, command.workspace());
    }
    if (!actor.may(AddMembers.SCOPE)) {
      return Result.err(new CatalogError.Forbidden(AddMembers.SCOPE));
    }
    return unitOfWork.execute(
        actor,
        () ->
            create
                .handle(actor, command.workspace())
                .then(made -> staff.add(actor, made, command.members()).map(members -> made)));
  }
}
