package io.modelcatalog.application.organization;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.shared.Result;
import java.time.InstantSource;
import java.util.Optional;

final class ChangeOrganizationHandler implements ChangeOrganization {
  private final OrganizationRepository organizations;
  private final WorkspaceRepository workspaces;
  private final UnitOfWork unitOfWork;
  private final CatalogEvents events;
  private final InstantSource clock;

  ChangeOrganizationHandler(
      OrganizationRepository organizations,
      WorkspaceRepository workspaces,
      UnitOfWork unitOfWork,
      CatalogEvents events,
      InstantSource clock) {
    this.organizations = organizations;
    this.workspaces = workspaces;
    this.unitOfWork = unitOfWork;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public Result<Organization, CatalogError> handle(Actor actor, Command command) {
    if (!actor.may(SCOPE, Optional.empty())) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return unitOfWork.execute(
        actor,
        () ->
            FindOrganizationHandler.own(organizations, actor)
                .then(found -> change(found, command)));
  }

  private Result<Organization, CatalogError> change(Organization found, Command command) {
    return AttributeRule.name(command.name().orElse(found.name()))
        .map(
            name ->
                new Organization(
                    found.id(),
                    name,
                    command
                        .workspacesMayCreateIntegrations()
                        .orElse(found.workspacesMayCreateIntegrations()),
                    command.allowUnpricedModels().orElse(found.allowUnpricedModels()),
                    command.security().applyTo(found.security()),
                    found.audit().changed(clock.instant()),
                    found.version()))
        .then(this::save);
  }

  private Result<Organization, CatalogError> save(Organization organization) {
    // Whether unpriced models pass is compiled into every workspace.
    workspaces
        .all(organization.id())
        .forEach(workspace -> events.announce(CatalogChange.of(organization.id(), workspace.id())));
    return organizations
        .save(organization)
        .mapError(conflict -> StoreRefusal.of("organisation", conflict));
  }
}
