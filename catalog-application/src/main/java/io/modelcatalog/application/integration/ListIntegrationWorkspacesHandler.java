package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

final class ListIntegrationWorkspacesHandler implements ListIntegrationWorkspaces {
  private final IntegrationRepository integrations;
  private final WorkspaceRepository workspaces;
  private final IntegrationLookup lookup;
  private final UnitOfWork unitOfWork;

  ListIntegrationWorkspacesHandler(
      IntegrationRepository integrations,
      WorkspaceRepository workspaces,
      IntegrationLookup lookup,
      UnitOfWork unitOfWork) {
    this.integrations = integrations;
    this.workspaces = workspaces;
    this.lookup = lookup;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Provisioning, CatalogError> handle(Actor actor, Query query) {
    return unitOfWork.read(
        () ->
            lookup
                .toRead(actor, query.ref())
                .map(found -> provisioning(actor, found, query.page())));
  }

  private Provisioning provisioning(Actor actor, Integration integration, Page.Request request) {
    List<WorkspaceGrant> reached =
        integrations.grantsOf(integration.id()).stream()
            .filter(grant -> actor.reaches(grant.workspace()))
            .toList();
    Page<WorkspaceGrant> page = Pages.of(reached, request);
    Map<WorkspaceId, Workspace> homes =
        workspaces.findAll(page.items().stream().map(WorkspaceGrant::workspace).toList()).stream()
            .collect(Collectors.toMap(Workspace::id, Function.identity()));
    return new Provisioning(
        new Page<>(
            page.items().stream()
                .map(
                    grant ->
                        new Granted(grant, Objects.requireNonNull(homes.get(grant.workspace()))))
                .toList(),
            page.total()),
        integration.workspaceDefaults());
  }
}
