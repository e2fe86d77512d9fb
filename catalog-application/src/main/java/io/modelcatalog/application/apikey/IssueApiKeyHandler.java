package io.modelcatalog.application.apikey;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.secret.ApiKeys;
import io.modelcatalog.application.workspace.CallDefaults;
import io.modelcatalog.application.workspace.DefaultConfigs;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.access.RotationPolicy;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

final class IssueApiKeyHandler implements IssueApiKey {
  private final ApiKeyRepository keys;
  private final ApiKeys secrets;
  private final WorkspaceLookup workspaces;
  private final DefaultConfigs configs;
  private final KeyOwners owners;
  private final UserKeyRules userKeys;
  private final UnitOfWork unitOfWork;
  private final KeyEvents events;
  private final IdSource ids;
  private final InstantSource clock;

  IssueApiKeyHandler(
      ApiKeyRepository keys,
      ApiKeys secrets,
      WorkspaceLookup workspaces,
      DefaultConfigs configs,
      KeyOwners owners,
      UserKeyRules userKeys,
      UnitOfWork unitOfWork,
      KeyEvents events,
      IdSource ids,
      InstantSource clock) {
    this.keys = keys;
    this.secrets = secrets;
    this.workspaces = workspaces;
    this.configs = configs;
    this.owners = owners;
    this.userKeys = userKeys;
    this.unitOfWork = unitOfWork;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Result<Issued, CatalogError> handle(Actor actor, Command command) {
    String scope = KeyScopes.needed(command.type(), "create");
    if (!actor.may(scope)) {
      return Result.err(new CatalogError.Forbidden(scope));
    }
    if (command.type() == KeyType.ORGANISATION_SERVICE && !actor.isOrganizationWide()) {
      return Result.err(
          new CatalogError.NotPermitted(
              "keys of the organisation are issued with a key of the organisation"));
    }
    Instant now = clock.instant();
    return AttributeRule.name(command.name())
        .then(name -> AttributeRule.atMost("description", 1000, command.description()))
        .then(description -> owner(command))
        .then(user -> KeyRules.emails(command.alertEmails()))
        .then(emails -> CallDefaults.check(command.defaults()))
        .then(defaults -> AttributeRule.expiry(command.expiresAt(), Optional.empty(), now))
        .then(expiry -> KeyRules.rotation(command.rotation(), now))
        .then(rotation -> KeyScopes.known(command.scopes()))
        .then(known -> command.limits().applyTo(Limits.NONE, now))
        .then(limits -> unitOfWork.execute(actor, () -> issue(actor, command, scope, limits, now)));
  }

  private static Result<Optional<String>, CatalogError> owner(Command command) {
    boolean belongsToAPerson = command.type() == KeyType.WORKSPACE_USER;
    if (belongsToAPerson == command.user().isPresent()) {
      return AttributeRule.atMost("user_id", 255, command.user());
    }
    return Result.err(
        new CatalogError.Invalid(
            "user_id",
            belongsToAPerson ? "required: whose key it is" : "only for keys of the type user"));
  }

  private Result<Issued, CatalogError> issue(
      Actor actor, Command command, String scope, Limits limits, Instant now) {
    return home(actor, scope, command)
        .then(
            home ->
                ownOrPermitted(actor, home.map(Workspace::id), command)
                    .then(own -> owners.check(home, command.user()))
                    .then(owner -> KeyRules.rotation(command.rotation(), now))
                    .then(rotation -> asOfItsWorkspace(home, command, rotation, now)))
        .then(
            asked -> {
              Optional<WorkspaceId> workspace = asked.home().map(Workspace::id);
              return configs
                  .check(actor.organization(), workspace, Settings.NONE, asked.defaults())
                  .then(own -> KeyScopes.check(actor, workspace, command.scopes(), Set.of()))
                  .then(scopes -> issue(actor, command, asked, scopes, limits, now));
            });
  }

  /** What is asked for, with what the workspace adds. */
  private record Asked(
      Optional<Workspace> home,
      Settings defaults,
      Optional<Instant> expiresAt,
      Optional<RotationPolicy> rotation) {}

  private Result<Asked, CatalogError> asOfItsWorkspace(
      Optional<Workspace> home, Command command, Optional<RotationPolicy> rotation, Instant now) {
    if (home.isEmpty() || command.type() != KeyType.WORKSPACE_USER) {
      return Result.ok(new Asked(home, command.defaults(), command.expiresAt(), rotation));
    }
    return userKeys
        .oneMore(home.get(), command.user())
        .then(workspace -> UserKeyRules.expiry(workspace, command.expiresAt(), now))
        .map(
            expiry ->
                new Asked(
                    home, UserKeyRules.defaults(home.get(), command.defaults()), expiry, rotation));
  }

  private static Result<Boolean, CatalogError> ownOrPermitted(
      Actor actor, Optional<WorkspaceId> workspace, Command command) {
    return command.type() != KeyType.WORKSPACE_USER
            || actor.may(Scope.KEYS_OF_OTHERS, workspace)
            || command.user().equals(actor.person())
        ? Result.ok(true)
        : Result.err(new CatalogError.NotPermitted("user_id: members make keys for themselves"));
  }

  private Result<Issued, CatalogError> issue(
      Actor actor, Command command, Asked asked, Set<String> scopes, Limits limits, Instant now) {
    SecretText secret = secrets.generate(command.type());
    ApiKey key = key(actor, command, asked, secret, scopes, limits, now);
    events.changed(key);
    return keys.save(key)
        .mapError(conflict -> StoreRefusal.of("api-key", conflict))
        .map(saved -> new Issued(saved, secret));
  }

  private Result<Optional<Workspace>, CatalogError> home(
      Actor actor, String scope, Command command) {
    return command.type() == KeyType.ORGANISATION_SERVICE
        ? Result.ok(Optional.empty())
        : workspaces.required(actor, scope, command.workspace()).map(Optional::of);
  }

  private ApiKey key(
      Actor actor,
      Command command,
      Asked asked,
      SecretText secret,
      Set<String> scopes,
      Limits limits,
      Instant now) {
    return new ApiKey(
        new ApiKeyId(ids.next()),
        actor.organization(),
        asked.home().map(Workspace::id),
        command.type(),
        command.user(),
        command.name(),
        command.description(),
        secrets.digest(secret.reveal(new SecretAccess("to keep a hash of it"))),
        secret.masked(),
        scopes,
        limits,
        asked.defaults(),
        command.alertEmails(),
        asked.expiresAt(),
        Optional.empty(),
        asked.rotation(),
        Optional.empty(),
        0,
        Optional.empty(),
        Audit.created(actor.id(), now),
        0);
  }
}
