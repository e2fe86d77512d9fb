package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.config.ConfigId;
import io.modelcatalog.domain.config.ConfigVersion;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** Configs in memory. */
public final class InMemoryConfigRepository implements ConfigRepository {
  private final InMemoryStore store;

  public InMemoryConfigRepository(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Optional<Config> find(ConfigId id) {
    synchronized (store) {
      return Optional.ofNullable(store.configs.get(id.value()));
    }
  }

  @Override
  public Optional<Config> findBySlug(OrganizationId organization, Slug slug) {
    return matching(each -> each.organization().equals(organization) && each.slug().equals(slug))
        .stream()
        .findFirst();
  }

  @Override
  public Optional<Config> hold(ConfigId id) {
    return find(id);
  }

  @Override
  public Optional<Config> defaultOf(WorkspaceId workspace) {
    return matching(each -> each.workspace().equals(workspace) && each.isDefault()).stream()
        .findFirst();
  }

  @Override
  public Page<Config> list(Filter filter, Page.Request page) {
    return InMemoryStore.page(
        matching(
            each ->
                each.organization().equals(filter.organization())
                    && (filter.workspaces().isEmpty()
                        || filter.workspaces().get().contains(each.workspace()))
                    && each.archived() == filter.archived()),
        page);
  }

  @Override
  public Page<ConfigVersion> versions(ConfigId id, Page.Request page) {
    synchronized (store) {
      return InMemoryStore.page(
          store.configVersions.getOrDefault(id.value(), List.of()).reversed(), page);
    }
  }

  @Override
  public Result<Config, StoreConflict> save(Config config) {
    synchronized (store) {
      UUID id = config.id().value();
      Config stored = store.configs.get(id);
      if ((stored == null ? 0 : stored.version()) != config.version()) {
        return Result.err(new StoreConflict.Stale());
      }
      if (findBySlug(config.organization(), config.slug())
          .filter(other -> !other.id().equals(config.id()))
          .isPresent()) {
        return Result.err(new StoreConflict.SlugTaken(config.slug().value()));
      }
      if (config.isDefault()
          && defaultOf(config.workspace())
              .filter(other -> !other.id().equals(config.id()))
              .isPresent()) {
        return Result.err(new StoreConflict.Stale());
      }
      Config next =
          new Config(
              config.id(),
              config.organization(),
              config.workspace(),
              config.slug(),
              config.name(),
              config.current(),
              config.isDefault(),
              config.archived(),
              config.updatedBy(),
              config.audit(),
              config.version() + 1);
      store.configs.put(id, next);
      List<ConfigVersion> versions =
          new ArrayList<>(store.configVersions.getOrDefault(id, List.of()));
      if (versions.stream().noneMatch(each -> each.id().equals(config.current().id()))) {
        versions.add(config.current());
        store.configVersions.put(id, List.copyOf(versions));
      }
      return Result.ok(next);
    }
  }

  @Override
  public boolean delete(ConfigId id) {
    synchronized (store) {
      store.configVersions.remove(id.value());
      return store.configs.remove(id.value()) != null;
    }
  }

  private List<Config> matching(Predicate<Config> matching) {
    synchronized (store) {
      return InMemoryStore.oldestFirst(
          store.configs.values(), matching, Config::audit, each -> each.id().value());
    }
  }
}
