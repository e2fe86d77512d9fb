package io.modelcatalog.application.port.persistence;

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
import java.util.function.Predicate;

/** Providers in memory. */
public final class InMemoryProviderRepository implements ProviderRepository {
  private final InMemoryStore store;

  public InMemoryProviderRepository(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Optional<AiProvider> find(ProviderId id) {
    synchronized (store) {
      return Optional.ofNullable(store.providers.get(id.value()));
    }
  }

  @Override
  public Optional<AiProvider> findBySlug(WorkspaceId workspace, Slug slug) {
    return matching(each -> each.workspace().equals(workspace) && each.slug().equals(slug)).stream()
        .findFirst();
  }

  @Override
  public List<AiProvider> withSlug(OrganizationId organization, Slug slug) {
    return matching(each -> each.organization().equals(organization) && each.slug().equals(slug));
  }

  @Override
  public Page<AiProvider> list(
      OrganizationId organization, Optional<WorkspaceId> workspace, Page.Request page) {
    return InMemoryStore.page(
        matching(
            each ->
                each.organization().equals(organization)
                    && (workspace.isEmpty() || each.workspace().equals(workspace.get()))),
        page);
  }

  @Override
  public List<AiProvider> in(WorkspaceId workspace) {
    return matching(each -> each.workspace().equals(workspace));
  }

  @Override
  public List<AiProvider> on(GrantId grant) {
    return matching(each -> each.grant().equals(grant));
  }

  @Override
  public List<AiProvider> of(IntegrationId integration) {
    return matching(each -> each.integration().equals(integration));
  }

  @Override
  public Result<AiProvider, StoreConflict> save(AiProvider provider) {
    synchronized (store) {
      AiProvider stored = store.providers.get(provider.id().value());
      if ((stored == null ? 0 : stored.version()) != provider.version()) {
        return Result.err(new StoreConflict.Stale());
      }
      Optional<AiProvider> sameSlug = findBySlug(provider.workspace(), provider.slug());
      if (sameSlug.isPresent() && !sameSlug.get().id().equals(provider.id())) {
        return Result.err(new StoreConflict.SlugTaken(provider.slug().value()));
      }
      AiProvider next =
          new AiProvider(
              provider.id(),
              provider.organization(),
              provider.workspace(),
              provider.integration(),
              provider.grant(),
              provider.slug(),
              provider.name(),
              provider.note(),
              provider.origin(),
              provider.limits(),
              provider.models(),
              provider.expiresAt(),
              provider.usageEpoch(),
              provider.lastResetAt(),
              provider.audit(),
              provider.version() + 1);
      store.providers.put(next.id().value(), next);
      return Result.ok(next);
    }
  }

  @Override
  public boolean delete(ProviderId id) {
    synchronized (store) {
      return store.providers.remove(id.value()) != null;
    }
  }

  private List<AiProvider> matching(Predicate<AiProvider> matching) {
    synchronized (store) {
      return InMemoryStore.oldestFirst(
          store.providers.values(), matching, AiProvider::audit, AiProvider::id);
    }
  }
}
