package io.modelcatalog.application.workspace;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.organization.SecuritySettings;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

final class CreateWorkspaceHandler implements CreateWorkspace {
  private final WorkspaceRepository workspaces;
  private final WorkspaceRules rules;
  private final ProvisionDefaults defaults;
  private final DefaultConfigs configs;
  private final UnitOfWork unitOfWork;
  private final CatalogEvents events;
  private final IdSource ids;
  private final InstantSource clock;

  CreateWorkspaceHandler(
      WorkspaceRepository workspaces,
      WorkspaceRules rules,
      ProvisionDefaults defaults,
      DefaultConfigs configs,
      UnitOfWork unitOfWork,
      CatalogEvents events,
      IdSource ids,
      InstantSource clock) {
    this.workspaces = workspaces;
    this.rules = rules;
    this.defaults = defaults;
    this.configs = configs;
    this.unitOfWork = unitOfWork;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Result<Workspace, CatalogError> handle(Actor actor, Command command) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    if (!actor.isOrganizationWide()) {
      return Result.err(
          new CatalogError.NotPermitted("workspaces are made with a key of the organisation"));
    }
    Instant now = clock.instant();
    return AttributeRule.name(command.name())
        .then(name -> AttributeRule.atMost("description", 1000, command.description()))
        .then(description -> WorkspaceRules.icon(command.icon()))
        .then(icon -> WorkspaceRules.settings(command.settings()))
        .then(settings -> CallDefaults.check(command.defaults()))
        .then(checked -> command.limits().applyTo(Limits.NONE, now))
        .then(
            limits ->
                unitOfWork.execute(
                    actor,
                    () ->
                        rules
                            .security(actor, command.security())
                            .then(permitted -> create(actor, command, limits, now))));
  }

  private Result<Workspace, CatalogError> create(
      Actor actor, Command command, Limits limits, Instant now) {
    Workspace workspace =
        new Workspace(
            new WorkspaceId(ids.next()),
            actor.organization(),
            freeSlug(actor.organization(), command.name()),
            command.name(),
            command.description(),
            command.icon(),
            command.defaults(),
            limits,
            false,
            false,
            command.settings(),
            command.security().applyTo(SecuritySettings.DEFAULT),
            0,
            Optional.empty(),
            Audit.created(actor.id(), now),
            0);
    return configs
        .check(
            workspace.organization(),
            Optional.of(workspace.id()),
            Settings.NONE,
            workspace.defaults())
        .then(checked -> stored(actor, workspace));
  }

  private Result<Workspace, CatalogError> stored(Actor actor, Workspace workspace) {
    return workspaces
        .save(workspace)
        .mapError(conflict -> StoreRefusal.of("workspace", conflict))
        .map(saved -> provisioned(actor, saved));
  }

  private Slug freeSlug(OrganizationId organization, String name) {
    Slug slug = WorkspaceSlugs.of(name, ids.next());
    while (workspaces.findBySlug(organization, slug).isPresent()) {
      slug = WorkspaceSlugs.of(name, ids.next());
    }
    return slug;
  }

  private Workspace provisioned(Actor actor, Workspace workspace) {
    defaults.provision(workspace, actor.id());
    events.announce(CatalogChange.of(workspace.organization(), workspace.id()));
    return workspace;
  }
}
