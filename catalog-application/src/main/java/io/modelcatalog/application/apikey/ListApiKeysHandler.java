package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.usage.UsageView;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

final class ListApiKeysHandler implements ListApiKeys {
  private static final int AT_ONCE = 500;

  private final ApiKeyRepository keys;
  private final WorkspaceLookup workspaces;
  private final KeyViews views;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;

  ListApiKeysHandler(
      ApiKeyRepository keys,
      WorkspaceLookup workspaces,
      KeyViews views,
      UnitOfWork unitOfWork,
      InstantSource clock) {
    this.keys = keys;
    this.workspaces = workspaces;
    this.views = views;
    this.unitOfWork = unitOfWork;
    this.clock = clock;
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
    ApiKeyRepository.Filter filter =
        new ApiKeyRepository.Filter(
            actor.organization(),
            workspace,
            query.ids(),
            types,
            everybodys ? Optional.empty() : actor.person());
    Page<ApiKey> page = page(filter, query);
    return new Page<>(views.of(page.items()), page.total());
  }

  private Page<ApiKey> page(ApiKeyRepository.Filter filter, Query query) {
    if (query.status().isEmpty()) {
      return keys.list(filter, query.page());
    }
    Instant now = clock.instant();
    ApiKeyRepository.Filter alive = filter.at(now, false);
    return switch (query.status().get()) {
      case EXPIRED -> keys.list(filter.at(now, true), query.page());
      case EXHAUSTED -> part(exhausted(alive), query.page());
      case ACTIVE ->
          keys.list(
              alive.without(exhausted(alive).stream().map(ApiKey::id).toList()), query.page());
    };
  }

  /** What is used up is known to the counters alone; only keys with budgets have any. */
  private List<ApiKey> exhausted(ApiKeyRepository.Filter filter) {
    List<ApiKey> exhausted = new ArrayList<>();
    Page<ApiKey> part;
    int number = 0;
    do {
      part = keys.list(filter.withBudget(), new Page.Request(number++, AT_ONCE));
      part.items().stream()
          .filter(key -> views.status(key) == UsageView.Status.EXHAUSTED)
          .forEach(exhausted::add);
    } while ((long) number * AT_ONCE < part.total());
    return exhausted;
  }

  private static Page<ApiKey> part(List<ApiKey> all, Page.Request page) {
    return new Page<>(all.stream().skip(page.offset()).limit(page.size()).toList(), all.size());
  }
}
