package io.modelcatalog.application.secret;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which workspaces may use a secret reference.
 *
 * @param all whether every one
 * @param allowed which otherwise
 */
record WorkspaceAccess(boolean all, Set<WorkspaceId> allowed) {
  private static final String FIELD = "allowed_workspaces";

  /** After a request that names some, or says all, or neither. */
  Result<WorkspaceAccess, CatalogError> changed(
      Actor actor,
      Optional<Boolean> nowAll,
      Optional<List<String>> refs,
      WorkspaceLookup workspaces) {
    if (refs.isPresent() && refs.get().isEmpty()) {
      return invalid("at least one workspace; to open it to every one, allow_all_workspaces");
    }
    if (nowAll.orElse(false)) {
      return refs.isPresent()
          ? invalid("only without allow_all_workspaces")
          : Result.ok(new WorkspaceAccess(true, Set.of()));
    }
    if (refs.isEmpty()) {
      return nowAll.isPresent() && allowed.isEmpty()
          ? invalid("required: who may use it, because allow_all_workspaces is false")
          : Result.ok(this);
    }
    Set<WorkspaceId> named = new LinkedHashSet<>();
    for (String ref : refs.get()) {
      switch (workspaces.reached(actor, ref)) {
        case Result.Ok<Workspace, CatalogError>(Workspace workspace) -> named.add(workspace.id());
        case Result.Err<Workspace, CatalogError>(CatalogError error) -> {
          return Result.err(error);
        }
      }
    }
    return Result.ok(new WorkspaceAccess(false, named));
  }

  private static <T> Result<T, CatalogError> invalid(String rule) {
    return Result.err(new CatalogError.Invalid(FIELD, rule));
  }
}
