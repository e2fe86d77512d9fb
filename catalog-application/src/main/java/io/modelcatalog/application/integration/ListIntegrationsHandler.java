package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.IntegrationRepository.Filter;
import io.modelcatalog.application.port.persistence.IntegrationRepository.Filter.Owner;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

final class ListIntegrationsHandler implements ListIntegrations {
  private static final String OF_ORGANIZATION = IntegrationLookup.ORGANIZATION_SCOPES + "list";
  private static final String OF_WORKSPACES = IntegrationLookup.WORKSPACE_SCOPES + "list";

  private final IntegrationRepository integrations;
  private final WorkspaceRepository workspaces;
  private final WorkspaceLookup lookup;
  private final UnitOfWork unitOfWork;

  ListIntegrationsHandler(
      IntegrationRepository integrations,
      WorkspaceRepository workspaces,
      WorkspaceLookup lookup,
      UnitOfWork unitOfWork) {
    this.integrations = integrations;
    this.workspaces = workspaces;
    this.lookup = lookup;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Page<Listed>, CatalogError> handle(Actor actor, Query query) {
    return owner(actor, query.owner())
        .then(
            owner ->
                unitOfWork.read(
                    () ->
                        lookup
                            .mentioned(actor, query.workspace())
                            .then(found -> permitted(actor, found))
                            .map(workspace -> list(actor, owner, workspace, query.page()))));
  }

  private static Result<Optional<Workspace>, CatalogError> permitted(
      Actor actor, Optional<Workspace> workspace) {
    return actor.isOrganizationWide() || actor.may(OF_WORKSPACES, workspace.map(Workspace::id))
        ? Result.ok(workspace)
        : Result.err(new CatalogError.Forbidden(OF_WORKSPACES));
  }

  private Page<Listed> list(
      Actor actor, Owner owner, Optional<Workspace> workspace, Page.Request page) {
    Page<Integration> found =
        integrations.list(
            actor.organization(), new Filter(owner, workspace.map(Workspace::id)), page);
    Map<WorkspaceId, Workspace> homes =
        workspaces
            .findAll(
                found.items().stream()
                    .flatMap(each -> each.workspace().stream())
                    .distinct()
                    .toList())
            .stream()
            .collect(Collectors.toMap(Workspace::id, Function.identity()));
    return new Page<>(
        found.items().stream()
            .map(
                each ->
                    new Listed(
                        each, each.workspace().map(id -> Objects.requireNonNull(homes.get(id)))))
            .toList(),
        found.total());
  }

  /**
   * Whose integrations are meant. A workspace key lists what its workspace has by the one scope it
   * can have for it; an organization key that did not say lists all it may.
   */
  private static Result<Owner, CatalogError> owner(Actor actor, Optional<Owner> asked) {
    boolean ofOrganization = actor.may(OF_ORGANIZATION);
    boolean ofWorkspaces = actor.may(OF_WORKSPACES);
    if (!actor.isOrganizationWide()) {
      return ofWorkspaces
          ? Result.ok(asked.orElse(Owner.ALL))
          : Result.err(new CatalogError.Forbidden(OF_WORKSPACES));
    }
    if (asked.isEmpty() && (ofOrganization || ofWorkspaces)) {
      return Result.ok(
          !ofWorkspaces ? Owner.ORGANIZATION : ofOrganization ? Owner.ALL : Owner.WORKSPACE);
    }
    Owner owner = asked.orElse(Owner.ORGANIZATION);
    if (!ofOrganization && owner != Owner.WORKSPACE) {
      return Result.err(new CatalogError.Forbidden(OF_ORGANIZATION));
    }
    if (!ofWorkspaces && owner != Owner.ORGANIZATION) {
      return Result.err(new CatalogError.Forbidden(OF_WORKSPACES));
    }
    return Result.ok(owner);
  }
}
