package io.modelcatalog.application.workspace;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
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
                actor.isOrganizationWide()
                    ? workspaces.list(
                        actor.organization(),
                        query.name(),
                        query.exactName(),
                        query.archived(),
                        query.page())
                    : own(actor, query)));
  }

  private Page<Workspace> own(Actor actor, Query query) {
    List<Workspace> found =
        actor.workspaces().stream()
            .filter(id -> actor.may(SCOPE, id))
            .flatMap(id -> workspaces.find(id).stream())
            .filter(workspace -> workspace.organization().equals(actor.organization()))
            .filter(workspace -> workspace.archived() == query.archived())
            .filter(workspace -> isAskedFor(workspace.name(), query))
            .toList();
    int from = (int) Math.min(query.page().offset(), found.size());
    int to = (int) Math.min(query.page().offset() + query.page().size(), found.size());
    return new Page<>(found.subList(from, to), found.size());
  }

  private static boolean isAskedFor(String name, Query query) {
    return (query.exactName().isEmpty() || query.exactName().get().equals(name))
        && (query.name().isEmpty()
            || name.toLowerCase(Locale.ROOT).contains(query.name().get().toLowerCase(Locale.ROOT)));
  }
}
