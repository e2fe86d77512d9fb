package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

final class ListApiKeysHandler implements ListApiKeys {
  private final ApiKeyRepository keys;
  private final WorkspaceLookup workspaces;
  private final KeyViews views;
  private final UnitOfWork unitOfWork;

  ListApiKeysHandler(
      ApiKeyRepository keys, WorkspaceLookup workspaces, KeyViews views, UnitOfWork unitOfWork) {
    this.keys = keys;
    this.workspaces = workspaces;
    this.views = views;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Page<ApiKeyView>, CatalogError> handle(Actor actor, Query query) {
    if (KeyScopes.permitted(actor, "list").isEmpty()) {
      return Result.err(KeyScopes.refused(actor, "list"));
    }
    return unitOfWork.read(
        () ->
            workspaces
                .mentioned(actor, query.workspace())
                .then(workspace -> list(actor, workspace.map(Workspace::id), query)));
  }

  private Result<Page<ApiKeyView>, CatalogError> list(
      Actor actor, Optional<WorkspaceId> workspace, Query query) {
    Set<KeyType> visible = KeyScopes.permitted(actor, "list", workspace);
    return visible.isEmpty()
        ? Result.err(KeyScopes.refused(actor, "list"))
        : Result.ok(list(actor, workspace, query, visible));
  }

  private Page<ApiKeyView> list(
      Actor actor, Optional<WorkspaceId> workspace, Query query, Set<KeyType> visible) {
    boolean all =
        actor.may(Scope.KEYS_OF_OTHERS, workspace)
            && visible.contains(KeyType.WORKSPACE_SERVICE)
            && visible.contains(KeyType.WORKSPACE_USER)
            && (workspace.isPresent() || visible.contains(KeyType.ORGANISATION_SERVICE));
    Page<ApiKey> page =
        all
            ? keys.list(actor.organization(), workspace, query.ids(), query.page())
            : filtered(actor, workspace, query, visible);
    return new Page<>(page.items().stream().map(views::of).toList(), page.total());
  }

  /** The store filters neither by type nor by owner; who sees only some has them counted here. */
  private Page<ApiKey> filtered(
      Actor actor, Optional<WorkspaceId> workspace, Query query, Set<KeyType> visible) {
    List<ApiKey> found = new ArrayList<>();
    int size = Page.Request.FIRST.size();
    Page<ApiKey> part;
    int number = 0;
    do {
      part =
          keys.list(actor.organization(), workspace, query.ids(), new Page.Request(number++, size));
      part.items().stream()
          .filter(key -> visible.contains(key.type()))
          .filter(key -> KeyScopes.deals(actor, key))
          .forEach(found::add);
    } while ((long) number * size < part.total());
    int from = (int) Math.min(query.page().offset(), found.size());
    int to = (int) Math.min(query.page().offset() + query.page().size(), found.size());
    return new Page<>(found.subList(from, to), found.size());
  }
}
