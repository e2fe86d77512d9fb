package io.modelcatalog.application.workspace;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Locale;

final class ListWorkspacesHandler implements ListWorkspaces {
  private final WorkspaceRepository workspaces;
  private final UnitOfWork unitOfWork;

  ListWorkspacesHandler(WorkspaceRepository workspaces, UnitOfWork unitOfWork) {
    this.workspaces = workspaces;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Page<Workspace>, CatalogError> handle(Actor actor, Query query) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return Result.ok(
        unitOfWork.read(
            () ->
                actor.workspace().isPresent()
                    ? own(actor, actor.workspace().get(), query)
                    : workspaces.list(
                        actor.organization(), query.name(), query.exactName(), query.page())));
  }

  private Page<Workspace> own(Actor actor, WorkspaceId id, Query query) {
    List<Workspace> found =
        workspaces.find(id).stream()
            .filter(workspace -> workspace.organization().equals(actor.organization()))
            .filter(workspace -> isAskedFor(workspace.name(), query))
            .toList();
    return new Page<>(query.page().number() == 0 ? found : List.of(), found.size());
  }

  private static boolean isAskedFor(String name, Query query) {
    return (query.exactName().isEmpty() || query.exactName().get().equals(name))
        && (query.name().isEmpty()
            || name.toLowerCase(Locale.ROOT).contains(query.name().get().toLowerCase(Locale.ROOT)));
  }
}
