package io.modelcatalog.application.provider;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.Optional;

final class ListProvidersHandler implements ListProviders {
  private final ProviderRepository providers;
  private final WorkspaceLookup workspaces;
  private final ProviderViews views;
  private final UnitOfWork unitOfWork;

  ListProvidersHandler(
      ProviderRepository providers,
      WorkspaceLookup workspaces,
      ProviderViews views,
      UnitOfWork unitOfWork) {
    this.providers = providers;
    this.workspaces = workspaces;
    this.views = views;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Page<ProviderView>, CatalogError> handle(Actor actor, Query query) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return unitOfWork.read(
        () ->
            workspaces
                .mentioned(actor, SCOPE, query.workspace())
                .map(workspace -> list(actor, workspace, query.page())));
  }

  private Page<ProviderView> list(
      Actor actor, Optional<Workspace> workspace, Page.Request request) {
    Page<AiProvider> page =
        providers.list(actor.organization(), workspace.map(Workspace::id), request);
    return new Page<>(views.of(page.items()), page.total());
  }
}
