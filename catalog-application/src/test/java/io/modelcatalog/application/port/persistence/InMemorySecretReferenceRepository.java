package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.secret.SecretReferenceId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import java.util.List;
import java.util.Optional;

/** Secret references in memory. */
public final class InMemorySecretReferenceRepository implements SecretReferenceRepository {
  private final InMemoryStore store;

  public InMemorySecretReferenceRepository(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Optional<SecretReference> find(SecretReferenceId id) {
    synchronized (store) {
      return Optional.ofNullable(store.secretReferences.get(id.value()));
    }
  }

  @Override
  public Optional<SecretReference> findBySlug(OrganizationId organization, Slug slug) {
    return all(organization).stream().filter(each -> each.slug().equals(slug)).findFirst();
  }

  @Override
  public Optional<SecretReference> hold(SecretReferenceId id) {
    return find(id);
  }

  @Override
  public List<SecretReference> all(OrganizationId organization) {
    synchronized (store) {
      return InMemoryStore.oldestFirst(
          store.secretReferences.values(),
          each -> each.organization().equals(organization),
          SecretReference::audit,
          each -> each.id().value());
    }
  }

  @Override
  public Result<SecretReference, StoreConflict> save(SecretReference reference) {
    synchronized (store) {
      SecretReference stored = store.secretReferences.get(reference.id().value());
      if ((stored == null ? 0 : stored.version()) != reference.version()) {
        return Result.err(new StoreConflict.Stale());
      }
      if (findBySlug(reference.organization(), reference.slug())
          .filter(other -> !other.id().equals(reference.id()))
          .isPresent()) {
        return Result.err(new StoreConflict.SlugTaken(reference.slug().value()));
      }
      SecretReference next =
          new SecretReference(
              reference.id(),
              reference.organization(),
              reference.slug(),
              reference.name(),
              reference.description(),
              reference.kind(),
              reference.auth(),
              reference.credentials(),
              reference.path(),
              reference.key(),
              reference.allWorkspaces(),
              reference.allowed(),
              reference.tags(),
              reference.audit(),
              reference.version() + 1);
      store.secretReferences.put(next.id().value(), next);
      return Result.ok(next);
    }
  }

  @Override
  public boolean delete(SecretReferenceId id) {
    synchronized (store) {
      return store.secretReferences.remove(id.value()) != null;
    }
  }
}
