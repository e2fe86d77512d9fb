package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** API keys in memory. */
public final class InMemoryApiKeyRepository implements ApiKeyRepository {
  private final InMemoryStore store;

  public InMemoryApiKeyRepository(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Optional<ApiKey> find(ApiKeyId id) {
    synchronized (store) {
      return Optional.ofNullable(store.apiKeys.get(id.value()));
    }
  }

  @Override
  public Optional<ApiKey> findByDigest(KeyDigest digest) {
    return matching(each -> each.digest().equals(digest)).stream().findFirst();
  }

  @Override
  public Page<ApiKey> list(Filter filter, Page.Request page) {
    return InMemoryStore.page(matching(filter::matches).reversed(), page);
  }

  @Override
  public Map<ApiKeyId, Instant> lastUsed(Collection<ApiKeyId> ids) {
    synchronized (store) {
      Map<ApiKeyId, Instant> used = new HashMap<>();
      for (ApiKeyId id : ids) {
        Optional.ofNullable(store.lastUsed.get(id.value())).ifPresent(at -> used.put(id, at));
      }
      return used;
    }
  }

  @Override
  public List<ApiKey> in(WorkspaceId workspace) {
    return matching(each -> each.workspace().equals(Optional.of(workspace)));
  }

  @Override
  public List<ApiKey> ofOrganization(OrganizationId organization) {
    return matching(each -> each.organization().equals(organization) && each.workspace().isEmpty());
  }

  @Override
  public Result<ApiKey, StoreConflict> save(ApiKey key) {
    synchronized (store) {
      ApiKey stored = store.apiKeys.get(key.id().value());
      if ((stored == null ? 0 : stored.version()) != key.version()) {
        return Result.err(new StoreConflict.Stale());
      }
      if (findByDigest(key.digest()).filter(same -> !same.id().equals(key.id())).isPresent()) {
        throw new IllegalStateException("api key: another one has the same digest");
      }
      ApiKey next =
          new ApiKey(
              key.id(),
              key.organization(),
              key.workspace(),
              key.type(),
              key.user(),
              key.name(),
              key.description(),
              key.digest(),
              key.mask(),
              key.scopes(),
              key.limits(),
              key.defaults(),
              key.alertEmails(),
              key.expiresAt(),
              key.retiring(),
              key.rotation(),
              key.secretEndsAt(),
              key.usageEpoch(),
              key.lastResetAt(),
              key.audit(),
              key.version() + 1);
      store.apiKeys.put(next.id().value(), next);
      return Result.ok(next);
    }
  }

  @Override
  public List<ApiKeyId> dueForRotation(Instant now, int most) {
    return matching(key -> !key.expiredAt(now)).stream()
        .filter(key -> key.rotationDue().filter(due -> !now.isBefore(due)).isPresent())
        .sorted(Comparator.comparing(key -> key.rotationDue().orElseThrow()))
        .map(ApiKey::id)
        .limit(most)
        .toList();
  }

  @Override
  public boolean delete(ApiKeyId id) {
    synchronized (store) {
      return store.apiKeys.remove(id.value()) != null;
    }
  }

  private List<ApiKey> matching(Predicate<ApiKey> matching) {
    synchronized (store) {
      return InMemoryStore.oldestFirst(store.apiKeys.values(), matching, ApiKey::audit, ApiKey::id);
    }
  }
}
