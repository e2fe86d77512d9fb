package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.log.LogReach;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Which records an actor may see. */
final class LogVisibility {
  private final WorkspaceLookup workspaces;

  LogVisibility(WorkspaceRepository workspaces) {
    this.workspaces = new WorkspaceLookup(workspaces);
  }

  /**
   * What the actor sees by a permission.
   *
   * @param workspace the workspace that is asked for, by id or slug; empty for all within reach
   */
  Result<LogReach, CatalogError> of(Actor actor, String permission, Optional<String> workspace) {
    if (!actor.may(permission)) {
      return Result.err(new CatalogError.Forbidden(permission));
    }
    LogReach all = all(actor, permission);
    return workspace.filter(ref -> !ref.isBlank()).isEmpty()
        ? Result.ok(all)
        : workspaces.find(actor, permission, workspace.get()).map(found -> all.in(found.id()));
  }

  private static LogReach all(Actor actor, String permission) {
    Set<WorkspaceId> whole = new HashSet<>();
    Set<WorkspaceId> own = new HashSet<>();
    for (WorkspaceId workspace : actor.workspaces()) {
      if (actor.may(permission, workspace)) {
        (actor.may(Scope.DATA_OF_OTHERS, workspace) ? whole : own).add(workspace);
      }
    }
    boolean everywhere =
        actor.isOrganizationWide()
            && actor.may(permission, Optional.empty())
            && actor.may(Scope.DATA_OF_OTHERS, Optional.empty());
    return new LogReach(actor.organization(), everywhere, whole, own, actor.person(), key(actor));
  }

  private static Optional<ApiKeyId> key(Actor actor) {
    return actor.kind() == Actor.Kind.API_KEY
        ? WorkspaceLookup.uuid(actor.id().value()).map(ApiKeyId::new)
        : Optional.empty();
  }
}
