package io.modelcatalog.application.provider;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.model.ModelRef;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.provider.ProviderId;
import io.modelcatalog.domain.provider.ProviderOrigin;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

final class DeriveProviderHandler implements DeriveProvider {
  private final ProviderRepository providers;
  private final IntegrationRepository integrations;
  private final WorkspaceLookup workspaces;
  private final UnitOfWork unitOfWork;
  private final CatalogEvents events;
  private final IdSource ids;
  private final InstantSource clock;

  DeriveProviderHandler(
      ProviderRepository providers,
      IntegrationRepository integrations,
      WorkspaceLookup workspaces,
      UnitOfWork unitOfWork,
      CatalogEvents events,
      IdSource ids,
      InstantSource clock) {
    this.providers = providers;
    this.integrations = integrations;
    this.workspaces = workspaces;
    this.unitOfWork = unitOfWork;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Result<AiProvider, CatalogError> handle(Actor actor, Command command) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    Instant now = clock.instant();
    return AttributeRule.name(command.name())
        .then(name -> AttributeRule.atMost("note", 1000, command.note()))
        .then(note -> AttributeRule.expiry(command.expiresAt(), Optional.empty(), now))
        .then(
            expiry ->
                unitOfWork.execute(
                    actor,
                    () ->
                        workspaces
                            .required(actor, SCOPE, command.workspace())
                            .then(workspace -> derive(actor, workspace, command, now))));
  }

  private Result<AiProvider, CatalogError> derive(
      Actor actor, Workspace workspace, Command command, Instant now) {
    Optional<Integration> integration =
        byIdOrSlug(actor.organization(), command.integration())
            .filter(found -> found.organization().equals(actor.organization()));
    Optional<WorkspaceGrant> grant =
        integration.flatMap(found -> integrations.findGrant(found.id(), workspace.id()));
    if (integration.isEmpty() || grant.isEmpty()) {
      return Result.err(ungranted(actor, command.integration(), integration));
    }
    if (!grant.get().enabled()) {
      return Result.err(
          new CatalogError.Invalid(
              "integration_id", "an integration that is switched on for the workspace"));
    }
    return freeSlug(workspace, command)
        .then(
            slug ->
                ProviderLimits.changed(
                        command.limits(), Limits.NONE, grant.get(), integration.get(), now)
                    .map(
                        limits ->
                            provider(
                                actor, command, integration.get(), grant.get(), slug, limits, now)))
        .then(this::save);
  }

  /** A workspace is not told of integrations it was not given; the organization is helped on. */
  private static CatalogError ungranted(
      Actor actor, String ref, Optional<Integration> integration) {
    return integration.isPresent() && actor.isOrganizationWide()
        ? new CatalogError.Invalid(
            "integration_id",
            "an integration provisioned to the workspace; this one is not provisioned to it yet")
        : new CatalogError.NotFound("integration", ref);
  }

  private Optional<Integration> byIdOrSlug(OrganizationId organization, String ref) {
    Optional<Integration> bySlug =
        Slug.isValid(ref) ? integrations.findBySlug(organization, new Slug(ref)) : Optional.empty();
    return bySlug.or(
        () -> WorkspaceLookup.uuid(ref).flatMap(id -> integrations.find(new IntegrationId(id))));
  }

  private Result<Slug, CatalogError> freeSlug(Workspace workspace, Command command) {
    if (command.slug().isPresent()) {
      return given(workspace, command.slug().get());
    }
    Slug base = Slug.fromName(command.name(), "provider");
    Slug slug = base;
    while (isReserved(slug.value()) || providers.findBySlug(workspace.id(), slug).isPresent()) {
      String unique = ids.next().toString();
      slug = base.suffixed("-" + unique.substring(unique.length() - 6));
    }
    return Result.ok(slug);
  }

  private Result<Slug, CatalogError> given(Workspace workspace, String slug) {
    if (!Slug.isValid(slug)) {
      return Result.err(new CatalogError.Invalid("slug", Slug.RULE));
    }
    if (isReserved(slug)) {
      return Result.err(
          new CatalogError.Invalid("slug", "not " + slug + ", which begins models' own names"));
    }
    return providers.findBySlug(workspace.id(), new Slug(slug)).isPresent()
        ? Result.err(new CatalogError.SlugTaken("slug", slug))
        : Result.ok(new Slug(slug));
  }

  private static boolean isReserved(String slug) {
    return ModelRef.isVendorName("@" + slug + "/");
  }

  private AiProvider provider(
      Actor actor,
      Command command,
      Integration integration,
      WorkspaceGrant grant,
      Slug slug,
      Limits limits,
      Instant now) {
    return new AiProvider(
        new ProviderId(ids.next()),
        integration.organization(),
        grant.workspace(),
        integration.id(),
        grant.id(),
        slug,
        command.name(),
        command.note(),
        integration.workspace().isPresent() ? ProviderOrigin.EXCLUSIVE : ProviderOrigin.DERIVED,
        limits,
        Optional.empty(),
        command.expiresAt(),
        0,
        Optional.empty(),
        Audit.created(actor.id(), now),
        0);
  }

  private Result<AiProvider, CatalogError> save(AiProvider provider) {
    events.announce(CatalogChange.of(provider.organization(), provider.workspace()));
    return providers.save(provider).mapError(conflict -> StoreRefusal.of("provider", conflict));
  }
}
