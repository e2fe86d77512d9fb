package io.modelcatalog.application.apikey;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.workspace.CallDefaults;
import io.modelcatalog.application.workspace.DefaultConfigs;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.access.RotationPolicy;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

final class ChangeApiKeyHandler implements ChangeApiKey {
  private final ApiKeyRepository keys;
  private final WorkspaceRepository workspaces;
  private final KeyLookup lookup;
  private final DefaultConfigs configs;
  private final UnitOfWork unitOfWork;
  private final KeyEvents events;
  private final InstantSource clock;

  ChangeApiKeyHandler(
      ApiKeyRepository keys,
      WorkspaceRepository workspaces,
      KeyLookup lookup,
      DefaultConfigs configs,
      UnitOfWork unitOfWork,
      KeyEvents events,
      InstantSource clock) {
    this.keys = keys;
    this.workspaces = workspaces;
    this.lookup = lookup;
    this.configs = configs;
    this.unitOfWork = unitOfWork;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public Result<ApiKey, CatalogError> handle(Actor actor, Command command) {
    return unitOfWork.execute(
        actor,
        () ->
            lookup
                .find(actor, command.id(), "update")
                .then(found -> change(actor, found, command)));
  }

  private Result<ApiKey, CatalogError> change(Actor actor, ApiKey found, Command command) {
    Instant now = clock.instant();
    Optional<String> description = command.description().applyTo(found.description());
    Settings defaults = command.defaults().applyTo(found.defaults(), Settings.NONE);
    List<String> emails = command.alertEmails().applyTo(found.alertEmails(), List.of());
    Optional<Instant> expiresAt = command.expiresAt().applyTo(found.expiresAt());
    return AttributeRule.name(command.name().orElse(found.name()))
        .then(name -> AttributeRule.atMost("description", 1000, description))
        .then(checked -> KeyRules.emails(emails))
        .then(checked -> CallDefaults.check(defaults))
        .then(
            checked ->
                configs.check(found.organization(), found.workspace(), found.defaults(), defaults))
        .then(checked -> AttributeRule.expiry(expiresAt, found.expiresAt(), now))
        .then(checked -> asItsWorkspaceHasIt(found, expiresAt, now))
        .then(checked -> scopes(actor, found, command))
        .then(
            scopes ->
                KeyRules.rotation(command.rotation(), found.rotation(), now)
                    .then(
                        rotation ->
                            command
                                .limits()
                                .applyTo(found.limits(), now)
                                .map(
                                    limits ->
                                        changed(
                                            found,
                                            command,
                                            description,
                                            scopes,
                                            limits,
                                            defaults,
                                            emails,
                                            expiresAt,
                                            rotation,
                                            now))))
        .then(this::save);
  }

  private Result<Optional<Instant>, CatalogError> asItsWorkspaceHasIt(
      ApiKey found, Optional<Instant> expiresAt, Instant now) {
    Optional<Workspace> home =
        found.type() == KeyType.WORKSPACE_USER
            ? found.workspace().flatMap(workspaces::find)
            : Optional.empty();
    return home.isPresent()
        ? UserKeyRules.changedExpiry(home.get(), found.expiresAt(), expiresAt, now)
        : Result.ok(expiresAt);
  }

  private static Result<Set<String>, CatalogError> scopes(
      Actor actor, ApiKey found, Command command) {
    return command.scopes().isKeep()
        ? Result.ok(found.scopes())
        : KeyScopes.check(
            actor,
            found.workspace(),
            command.scopes().applyTo(List.of(), List.of()),
            found.scopes());
  }

  private static ApiKey changed(
      ApiKey found,
      Command command,
      Optional<String> description,
      Set<String> scopes,
      Limits limits,
      Settings defaults,
      List<String> emails,
      Optional<Instant> expiresAt,
      Optional<RotationPolicy> rotation,
      Instant now) {
    return new ApiKey(
        found.id(),
        found.organization(),
        found.workspace(),
        found.type(),
        found.user(),
        command.name().orElse(found.name()),
        description,
        found.digest(),
        found.mask(),
        scopes,
        limits,
        defaults,
        emails,
        expiresAt,
        found.retiring(),
        rotation,
        found.secretEndsAt(),
        command.resetUsage() ? found.usageEpoch() + 1 : found.usageEpoch(),
        command.resetUsage() ? Optional.of(now) : found.lastResetAt(),
        found.audit().changed(now),
        found.version());
  }

  private Result<ApiKey, CatalogError> save(ApiKey key) {
    events.changed(key);
    return keys.save(key).mapError(conflict -> StoreRefusal.of("api-key", conflict));
  }
}
