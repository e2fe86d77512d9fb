package io.modelcatalog.application.audit;

import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.integration.GrantId;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.provider.ProviderId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Optional;

final class AuditedProviderRepository implements ProviderRepository {
  private final ProviderRepository providers;
  private final AuditLog log;

  AuditedProviderRepository(ProviderRepository providers, AuditLog log) {
    this.providers = providers;
    this.log = log;
  }

  @Override
  public Optional<AiProvider> find(ProviderId id) {
    return providers.find(id);
  }

  @Override
  public Optional<AiProvider> findBySlug(WorkspaceId workspace, Slug slug) {
    return providers.findBySlug(workspace, slug);
  }

  @Override
  public List<AiProvider> withSlug(OrganizationId organization, Slug slug) {
    return providers.withSlug(organization, slug);
  }

  @Override
  public Page<AiProvider> list(
      OrganizationId organization, Optional<WorkspaceId> workspace, Page.Request page) {
    return providers.list(organization, workspace, page);
  }

  @Override
  public List<AiProvider> in(WorkspaceId workspace) {
    return providers.in(workspace);
  }

  @Override
  public List<AiProvider> on(GrantId grant) {
    return providers.on(grant);
  }

  @Override
  public List<AiProvider> of(IntegrationId integration) {
    return providers.of(integration);
  }

  @Override
  public Result<AiProvider, StoreConflict> save(AiProvider provider) {
    return log.saved(
        Kind.PROVIDER,
        provider,
        provider.version() == 0,
        () -> providers.find(provider.id()),
        () -> providers.save(provider));
  }

  @Override
  public boolean delete(ProviderId id) {
    return log.deleted(
        Kind.PROVIDER, () -> providers.find(id), () -> providers.delete(id), done -> done);
  }
}
