package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Optional;

/** Organizations in memory. */
public final class InMemoryOrganizationRepository implements OrganizationRepository {
  private final InMemoryStore store;

  public InMemoryOrganizationRepository(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Optional<Organization> find(OrganizationId id) {
    synchronized (store) {
      return Optional.ofNullable(store.organizations.get(id.value()));
    }
  }

  @Override
  public List<Organization> all() {
    synchronized (store) {
      return InMemoryStore.oldestFirst(
          store.organizations.values(), any -> true, Organization::audit, Organization::id);
    }
  }

  @Override
  public Result<Organization, StoreConflict> save(Organization organization) {
    synchronized (store) {
      Organization stored = store.organizations.get(organization.id().value());
      if ((stored == null ? 0 : stored.version()) != organization.version()) {
        return Result.err(new StoreConflict.Stale());
      }
      Organization next =
          new Organization(
              organization.id(),
              organization.name(),
              organization.workspacesMayCreateIntegrations(),
              organization.allowUnpricedModels(),
              organization.security(),
              organization.audit(),
              organization.version() + 1);
      store.organizations.put(next.id().value(), next);
      return Result.ok(next);
    }
  }
}
