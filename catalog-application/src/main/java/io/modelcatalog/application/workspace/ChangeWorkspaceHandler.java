package io.modelcatalog.application.workspace;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

final class ChangeWorkspaceHandler implements ChangeWorkspace {
  private final WorkspaceRepository workspaces;
  private final WorkspaceRules rules;
  private final WorkspaceLookup lookup;
  private final DefaultConfigs configs;
  private final UnitOfWork unitOfWork;
  private final CatalogEvents events;
  private final InstantSource clock;

  ChangeWorkspaceHandler(
      WorkspaceRepository workspaces,
      WorkspaceRules rules,
      WorkspaceLookup lookup,
      DefaultConfigs configs,
      UnitOfWork unitOfWork,
      CatalogEvents events,
      InstantSource clock) {
    this.workspaces = workspaces;
    this.rules = rules;
    this.lookup = lookup;
    this.configs = configs;
    this.unitOfWork = unitOfWork;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public Result<Workspace, CatalogError> handle(Actor actor, Command command) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return unitOfWork.execute(
        actor,
        () ->
            lookup.find(actor, SCOPE, command.ref()).then(found -> change(actor, found, command)));
  }

  private Result<Workspace, CatalogError> change(Actor actor, Workspace found, Command command) {
    if (!actor.isOrganizationWide() && (!command.limits().isKeep() || command.resetUsage())) {
      return Result.err(
          new CatalogError.NotPermitted(
              "usage_limits, rate_limits and reset_usage of a workspace are set with a key of the"
                  + " organisation"));
    }
    if (command.archived().isPresent() && !actor.may(DeleteWorkspace.SCOPE, found.id())) {
      return Result.err(new CatalogError.Forbidden(DeleteWorkspace.SCOPE));
    }
    if (command.archived().orElse(false) && found.isDefault()) {
      return Result.err(new CatalogError.NotPermitted("the default workspace cannot be archived"));
    }
    if (!command.security().isKeep() && !actor.may(Scope.WORKSPACE_SECURITY, found.id())) {
      return Result.err(
          new CatalogError.NotPermitted(
              "security_settings of a workspace are set by its admins or by the organisation"));
    }
    Instant now = clock.instant();
    Optional<String> icon = command.icon().applyTo(found.icon());
    Settings settings = WorkspaceRules.changed(found.settings(), command.settings());
    Optional<String> description = command.description().applyTo(found.description());
    Settings defaults = command.defaults().applyTo(found.defaults(), Settings.NONE);
    return AttributeRule.name(command.name().orElse(found.name()))
        .then(name -> AttributeRule.atMost("description", 1000, description))
        .then(checked -> WorkspaceRules.icon(icon))
        .then(checked -> WorkspaceRules.settings(settings))
        .then(checked -> rules.security(actor, command.security()))
        .then(checked -> CallDefaults.check(defaults))
        .then(
            checked ->
                configs.check(
                    found.organization(), Optional.of(found.id()), found.defaults(), defaults))
        .then(checked -> command.limits().applyTo(found.limits(), now))
        .then(
            limits ->
                save(changed(found, command, description, icon, defaults, limits, settings, now)));
  }

  private static Workspace changed(
      Workspace found,
      Command command,
      Optional<String> description,
      Optional<String> icon,
      Settings defaults,
      Limits limits,
      Settings settings,
      Instant now) {
    return new Workspace(
        found.id(),
        found.organization(),
        found.slug(),
        command.name().orElse(found.name()),
        description,
        icon,
        defaults,
        limits,
        found.isDefault(),
        command.archived().orElse(found.archived()),
        settings,
        command.security().applyTo(found.security()),
        command.resetUsage() ? found.usageEpoch() + 1 : found.usageEpoch(),
        command.resetUsage() ? Optional.of(now) : found.lastResetAt(),
        found.audit().changed(now),
        found.version());
  }

  private Result<Workspace, CatalogError> save(Workspace workspace) {
    events.announce(CatalogChange.of(workspace.organization(), workspace.id()));
    return workspaces.save(workspace).mapError(conflict -> StoreRefusal.of("workspace", conflict));
  }
}
