package io.modelcatalog.application.integration;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.secret.CredentialVault;
import io.modelcatalog.application.port.upstream.UpstreamFactory;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.integration.IntegrationModels;
import io.modelcatalog.domain.integration.IntegrationOrigin;
import io.modelcatalog.domain.integration.IntegrationPool;
import io.modelcatalog.domain.integration.WorkspaceDefaults;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.secret.SecretMapping;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class CreateIntegrationHandler implements CreateIntegration {
  private final OrganizationRepository organizations;
  private final IntegrationRepository integrations;
  private final CredentialVault vault;
  private final UpstreamFactory upstreams;
  private final MappingRules mappings;
  private final WorkspaceLookup lookup;
  private final Provisioner provisioner;
  private final Attempts attempts;
  private final Announcements announcements;
  private final IdSource ids;
  private final InstantSource clock;

  CreateIntegrationHandler(
      OrganizationRepository organizations,
      IntegrationRepository integrations,
      CredentialVault vault,
      UpstreamFactory upstreams,
      MappingRules mappings,
      WorkspaceLookup lookup,
      Provisioner provisioner,
      Attempts attempts,
      Announcements announcements,
      IdSource ids,
      InstantSource clock) {
    this.organizations = organizations;
    this.integrations = integrations;
    this.vault = vault;
    this.upstreams = upstreams;
    this.mappings = mappings;
    this.lookup = lookup;
    this.provisioner = provisioner;
    this.attempts = attempts;
    this.announcements = announcements;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Result<Integration, CatalogError> handle(Actor actor, Command command) {
    return attempts.execute(
        actor,
        () ->
            lookup
                .mentioned(actor, command.workspace())
                .then(workspace -> permitted(organizations, actor, workspace))
                .then(workspace -> create(actor, workspace, command)));
  }

  /** Whether the actor may create one there. */
  static Result<Optional<Workspace>, CatalogError> permitted(
      OrganizationRepository organizations, Actor actor, Optional<Workspace> workspace) {
    String scope =
        (workspace.isPresent()
                ? IntegrationLookup.WORKSPACE_SCOPES
                : IntegrationLookup.ORGANIZATION_SCOPES)
            + "create";
    if (!actor.may(scope, workspace.map(Workspace::id))) {
      return Result.err(new CatalogError.Forbidden(scope));
    }
    boolean ownCredentials =
        organizations
            .find(actor.organization())
            .map(Organization::workspacesMayCreateIntegrations)
            .orElse(false);
    return workspace.isEmpty() || ownCredentials
        ? Result.ok(workspace)
        : Result.err(
            new CatalogError.NotPermitted(
                "the organisation does not let workspaces bring integrations of their own"));
  }

  private Result<Integration, CatalogError> create(
      Actor actor, Optional<Workspace> workspace, Command command) {
    return AttributeRule.name(command.name())
        .then(name -> AttributeRule.atMost("description", 1000, command.description()))
        .then(description -> slug("default_provider_slug", command.defaultProviderSlug()))
        .then(providerSlug -> slug("slug", command.slug()))
        .then(
            slug ->
                slug.isPresent()
                        && integrations.findBySlug(actor.organization(), slug.get()).isPresent()
                    ? Result.err(new CatalogError.SlugTaken("slug", slug.get().value()))
                    : Result.ok(slug))
        .then(
            slug ->
                Connection.check(upstreams, command.kind(), command.configuration(), Settings.NONE))
        .then(
            connection ->
                mappings
                    .check(
                        actor.organization(),
                        workspace.map(Workspace::id),
                        connection.kind(),
                        command.secretMappings())
                    .map(checked -> connection))
        .then(connection -> store(actor, workspace, command, connection));
  }

  private static Result<Optional<Slug>, CatalogError> slug(String field, Optional<String> text) {
    return text.isPresent() && !Slug.isValid(text.get())
        ? Result.err(new CatalogError.Invalid(field, "expected " + Slug.RULE))
        : Result.ok(text.map(Slug::new));
  }

  private Result<Integration, CatalogError> store(
      Actor actor, Optional<Workspace> workspace, Command command, Connection connection) {
    Instant now = clock.instant();
    return credentials(command, connection)
        .then(
            credentials ->
                PoolLimits.changed(IntegrationPool.NONE, command.pool(), false, now)
                    .then(
                        pool ->
                            store(actor, workspace, command, connection, credentials, pool, now)));
  }

  private Result<Integration, CatalogError> store(
      Actor actor,
      Optional<Workspace> workspace,
      Command command,
      Connection connection,
      Credentials credentials,
      IntegrationPool pool,
      Instant now) {
    IntegrationId id = new IntegrationId(ids.next());
    Optional<CredentialRef> stored =
        credentials.isEmpty()
            ? Optional.empty()
            : Optional.of(vault.store(actor.organization(), id, Optional.empty(), credentials));
    Integration integration =
        new Integration(
            id,
            actor.organization(),
            workspace
                .<IntegrationOrigin>map(home -> new IntegrationOrigin.CreatedInWorkspace(home.id()))
                .orElseGet(IntegrationOrigin.OwnedByOrganization::new),
            command
                .slug()
                .map(Slug::new)
                .orElseGet(() -> free(actor.organization(), command.name())),
            command.name(),
            command.description(),
            connection.kind().id(),
            connection.settings(),
            stored,
            IntegrationModels.ALL,
            WorkspaceDefaults.NONE,
            pool,
            extras(command),
            command.tags(),
            Audit.created(actor.id(), now),
            0);
    return integrations
        .save(integration)
        .mapError(conflict -> StoreRefusal.of("integration", conflict))
        .then(saved -> provisioned(actor, workspace, saved, now))
        .map(this::announced);
  }

  /** The secrets of a command, all that are needed among them. */
  static Result<Credentials, CatalogError> credentials(Command command, Connection connection) {
    LinkedHashMap<String, SecretText> fields = new LinkedHashMap<>();
    command.key().ifPresent(key -> fields.put(Credentials.KEY, key));
    for (Map.Entry<String, SubmittedSettings.Said> said : connection.secrets().entrySet()) {
      if (said.getValue() instanceof SubmittedSettings.Said.Is(SecretText secret)) {
        fields.put(said.getKey(), secret);
      }
    }
    Credentials credentials = new Credentials(fields);
    return connection.kind().needsKey()
            && credentials.key().isEmpty()
            && !MappingRules.fillKey(command.secretMappings())
        ? Result.err(
            new CatalogError.Invalid(
                Credentials.KEY, "required: " + connection.kind().displayName() + " needs one"))
        : Result.ok(credentials);
  }

  private static Settings extras(Command command) {
    LinkedHashMap<String, Object> extras = new LinkedHashMap<>();
    command
        .pricingAdjustments()
        .ifPresent(
            given -> extras.put(ChangeIntegrationHandler.PRICING_ADJUSTMENTS, given.values()));
    if (!command.createDefaultProvider()) {
      extras.put(Provisioner.CREATE_PROVIDER, false);
    }
    command.defaultProviderSlug().ifPresent(slug -> extras.put(Provisioner.PROVIDER_SLUG, slug));
    return SecretMapping.put(Settings.of(extras), command.secretMappings());
  }

  private Slug free(OrganizationId organization, String name) {
    Slug wanted = Slug.fromName(name, "integration");
    Slug slug = wanted;
    for (int n = 2; integrations.findBySlug(organization, slug).isPresent(); n++) {
      slug = wanted.suffixed("-" + n);
    }
    return slug;
  }

  private Result<Integration, CatalogError> provisioned(
      Actor actor, Optional<Workspace> workspace, Integration integration, Instant now) {
    if (workspace.isEmpty()) {
      return Result.ok(integration);
    }
    WorkspaceGrant grant =
        provisioner.newGrant(
            integration, workspace.get().id(), true, Optional.empty(), actor.id(), now);
    return provisioner
        .store(integration, grant, Provisioner.ruleOf(integration), actor.id(), now)
        .map(granted -> integration);
  }

  private Integration announced(Integration integration) {
    announcements.changed(integration, integration.workspace().map(Set::of).orElseGet(Set::of));
    return integration;
  }
}
