package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.integration.GrantId;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Integrations and grants in memory. */
public final class InMemoryIntegrationRepository implements IntegrationRepository {
  private final InMemoryStore store;

  public InMemoryIntegrationRepository(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Optional<Integration> find(IntegrationId id) {
    synchronized (store) {
      return Optional.ofNullable(store.integrations.get(id.value()));
    }
  }

  @Override
  public List<Integration> findAll(Collection<IntegrationId> ids) {
    return matching(each -> ids.contains(each.id()));
  }

  @Override
  public Optional<Integration> findBySlug(OrganizationId organization, Slug slug) {
    synchronized (store) {
      return store.integrations.values().stream()
          .filter(each -> each.organization().equals(organization) && each.slug().equals(slug))
          .findFirst();
    }
  }

  @Override
  public Page<Integration> list(OrganizationId organization, Filter filter, Page.Request page) {
    synchronized (store) {
      return InMemoryStore.page(
          matching(each -> each.organization().equals(organization) && passes(filter, each)), page);
    }
  }

  @Override
  public List<Integration> all(OrganizationId organization) {
    return matching(each -> each.organization().equals(organization));
  }

  @Override
  public Result<Integration, StoreConflict> save(Integration integration) {
    synchronized (store) {
      Integration stored = store.integrations.get(integration.id().value());
      if ((stored == null ? 0 : stored.version()) != integration.version()) {
        return Result.err(new StoreConflict.Stale());
      }
      Optional<Integration> sameSlug = findBySlug(integration.organization(), integration.slug());
      if (sameSlug.isPresent() && !sameSlug.get().id().equals(integration.id())) {
        return Result.err(new StoreConflict.SlugTaken(integration.slug().value()));
      }
      Integration next =
          new Integration(
              integration.id(),
              integration.organization(),
              integration.origin(),
              integration.slug(),
              integration.name(),
              integration.description(),
              integration.kind(),
              integration.configuration(),
              integration.credentials(),
              integration.models(),
              integration.workspaceDefaults(),
              integration.pool(),
              integration.extras(),
              integration.tags(),
              integration.audit(),
              integration.version() + 1);
      store.integrations.put(next.id().value(), next);
      return Result.ok(next);
    }
  }

  @Override
  public Result<Boolean, StoreConflict> delete(IntegrationId id) {
    synchronized (store) {
      if (store.providers.values().stream().anyMatch(each -> each.integration().equals(id))) {
        return Result.err(new StoreConflict.StillUsed("provider"));
      }
      store.grants.values().removeIf(each -> each.integration().equals(id));
      return Result.ok(store.integrations.remove(id.value()) != null);
    }
  }

  @Override
  public List<IntegrationId> dueForListing(Instant now, int most) {
    synchronized (store) {
      return store.integrations.values().stream()
          .filter(Integration::enablesNewModels)
          .map(Integration::id)
          .filter(id -> !listingDue(id).isAfter(now))
          .sorted(Comparator.comparing(this::listingDue))
          .limit(most)
          .toList();
    }
  }

  @Override
  public boolean takeListing(IntegrationId id, Instant now, Instant next) {
    synchronized (store) {
      if (!store.integrations.containsKey(id.value()) || listingDue(id).isAfter(now)) {
        return false;
      }
      store.listings.put(id.value(), next);
      return true;
    }
  }

  private Instant listingDue(IntegrationId id) {
    return store.listings.getOrDefault(id.value(), Instant.EPOCH);
  }

  @Override
  public Optional<WorkspaceGrant> findGrant(GrantId id) {
    synchronized (store) {
      return Optional.ofNullable(store.grants.get(id.value()));
    }
  }

  @Override
  public Optional<WorkspaceGrant> findGrant(IntegrationId integration, WorkspaceId workspace) {
    return grants(
            each -> each.integration().equals(integration) && each.workspace().equals(workspace))
        .stream()
        .findFirst();
  }

  @Override
  public List<WorkspaceGrant> grantsOf(IntegrationId integration) {
    return grants(each -> each.integration().equals(integration));
  }

  @Override
  public List<WorkspaceGrant> grantsTo(WorkspaceId workspace) {
    return grants(each -> each.workspace().equals(workspace));
  }

  @Override
  public Result<WorkspaceGrant, StoreConflict> saveGrant(WorkspaceGrant grant) {
    synchronized (store) {
      WorkspaceGrant stored = store.grants.get(grant.id().value());
      if ((stored == null ? 0 : stored.version()) != grant.version()) {
        return Result.err(new StoreConflict.Stale());
      }
      Optional<WorkspaceGrant> samePair = findGrant(grant.integration(), grant.workspace());
      if (samePair.isPresent() && !samePair.get().id().equals(grant.id())) {
        return Result.err(new StoreConflict.Stale());
      }
      WorkspaceGrant next =
          new WorkspaceGrant(
              grant.id(),
              grant.organization(),
              grant.integration(),
              grant.workspace(),
              grant.enabled(),
              grant.ownLimits(),
              grant.models(),
              grant.usageEpoch(),
              grant.lastResetAt(),
              grant.audit(),
              grant.version() + 1);
      store.grants.put(next.id().value(), next);
      return Result.ok(next);
    }
  }

  @Override
  public Result<Boolean, StoreConflict> deleteGrant(GrantId id) {
    synchronized (store) {
      if (store.providers.values().stream().anyMatch(each -> each.grant().equals(id))) {
        return Result.err(new StoreConflict.StillUsed("provider"));
      }
      return Result.ok(store.grants.remove(id.value()) != null);
    }
  }

  private boolean passes(Filter filter, Integration integration) {
    Optional<WorkspaceId> madeIn = integration.workspace();
    boolean owned =
        switch (filter.owner()) {
          case ORGANIZATION -> madeIn.isEmpty();
          case WORKSPACE -> madeIn.isPresent();
          case ALL -> true;
        };
    return owned
        && (filter.workspace().isEmpty()
            || (madeIn.isPresent()
                ? madeIn.equals(filter.workspace())
                : findGrant(integration.id(), filter.workspace().get())
                    .filter(WorkspaceGrant::enabled)
                    .isPresent()));
  }

  private List<Integration> matching(Predicate<Integration> matching) {
    synchronized (store) {
      return InMemoryStore.oldestFirst(
          store.integrations.values(), matching, Integration::audit, Integration::id);
    }
  }

  private List<WorkspaceGrant> grants(Predicate<WorkspaceGrant> matching) {
    synchronized (store) {
      return InMemoryStore.oldestFirst(
          store.grants.values(), matching, WorkspaceGrant::audit, WorkspaceGrant::id);
    }
  }
}
