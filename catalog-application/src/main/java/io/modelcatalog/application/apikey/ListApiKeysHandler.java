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
import java.util.EnumSet;
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
    Set<KeyType> types = EnumSet.copyOf(visible);
    query.type().ifPresent(only -> types.retainAll(Set.of(only)));
    boolean everybodys = actor.may(Scope.KEYS_OF_OTHERS, workspace);
    if (!everybodys && actor.person().isEmpty()) {
      types.remove(KeyType.WORKSPACE_USER);
    }
    Page<ApiKey> page =
        keys.list(
            new ApiKeyRepository.Filter(
                actor.organization(),
                workspace,
                query.ids(),
                types,
                everybodys ? Optional.empty() : actor.person()),
            query.page());
    return new Page<>(views.of(page.items()), page.total());
  }
}
