package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.domain.integration.GrantId;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.provider.ProviderId;
import io.modelcatalog.domain.provider.ProviderOrigin;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.Optional;

/** Makes grants and the provider that comes with one. Runs inside its caller's transaction. */
final class Provisioner {
  static final String CREATE_PROVIDER = "create_default_provider";
  static final String PROVIDER_SLUG = "default_provider_slug";
  private static final String NOTE = "Created automatically on integration access grant";

  /**
   * Whether a provider comes with a grant, and what it is called.
   *
   * @param wanted whether it comes
   * @param slug what it is called, unless that is taken
   */
  record DefaultProvider(boolean wanted, Slug slug) {}

  private final IntegrationRepository integrations;
  private final ProviderRepository providers;
  private final IdSource ids;

  Provisioner(IntegrationRepository integrations, ProviderRepository providers, IdSource ids) {
    this.integrations = integrations;
    this.providers = providers;
    this.ids = ids;
  }

  /** What an integration says of the provider that comes with a grant. */
  static DefaultProvider ruleOf(Integration integration) {
    Settings extras = integration.extras();
    return new DefaultProvider(
        !Boolean.FALSE.equals(extras.values().get(CREATE_PROVIDER)),
        extras.text(PROVIDER_SLUG).map(Slug::new).orElse(integration.slug()));
  }

  /** A grant that was not there before. */
  WorkspaceGrant newGrant(
      Integration integration,
      WorkspaceId workspace,
      boolean enabled,
      Optional<Limits> ownLimits,
      ActorId by,
      Instant now) {
    return new WorkspaceGrant(
        new GrantId(ids.next()),
        integration.organization(),
        integration.id(),
        workspace,
        enabled,
        ownLimits,
        Optional.empty(),
        0,
        Optional.empty(),
        Audit.created(by, now),
        0);
  }

  /** Stores a grant and makes the provider that comes with it, unless there is one already. */
  Result<WorkspaceGrant, CatalogError> store(
      Integration integration,
      WorkspaceGrant grant,
      DefaultProvider provider,
      ActorId by,
      Instant now) {
    return integrations
        .saveGrant(grant)
        .mapError(conflict -> StoreRefusal.of("integration workspace", conflict))
        .then(
            saved ->
                provider.wanted() && !hasItsProvider(saved)
                    ? makeProvider(integration, saved, provider.slug(), by, now).map(made -> saved)
                    : Result.ok(saved));
  }

  private boolean hasItsProvider(WorkspaceGrant grant) {
    return providers.on(grant.id()).stream()
        .anyMatch(provider -> provider.origin() != ProviderOrigin.DERIVED);
  }

  private Result<AiProvider, CatalogError> makeProvider(
      Integration integration, WorkspaceGrant grant, Slug slug, ActorId by, Instant now) {
    boolean exclusive = integration.workspace().isPresent();
    return providers
        .save(
            new AiProvider(
                new ProviderId(ids.next()),
                grant.organization(),
                grant.workspace(),
                integration.id(),
                grant.id(),
                free(grant.workspace(), slug),
                integration.name(),
                exclusive ? Optional.empty() : Optional.of(NOTE),
                exclusive ? ProviderOrigin.EXCLUSIVE : ProviderOrigin.PROVISIONED,
                Limits.NONE,
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                Audit.created(by, now),
                0))
        .mapError(conflict -> StoreRefusal.of("provider", conflict));
  }

  private Slug free(WorkspaceId workspace, Slug wanted) {
    Slug slug = wanted;
    for (int n = 2; providers.findBySlug(workspace, slug).isPresent(); n++) {
      slug = wanted.suffixed("-" + n);
    }
    return slug;
  }
}
