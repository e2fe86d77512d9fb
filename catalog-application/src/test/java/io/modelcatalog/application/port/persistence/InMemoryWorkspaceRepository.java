package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Workspaces in memory. */
public final class InMemoryWorkspaceRepository implements WorkspaceRepository {
  private final InMemoryStore store;

  public InMemoryWorkspaceRepository(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Optional<Workspace> find(WorkspaceId id) {
    synchronized (store) {
      return Optional.ofNullable(store.workspaces.get(id.value()));
    }
  }

  @Override
  public List<Workspace> findAll(Collection<WorkspaceId> ids) {
    return matching(each -> ids.contains(each.id()));
  }

  @Override
  public Optional<Workspace> findBySlug(OrganizationId organization, Slug slug) {
    synchronized (store) {
      return store.workspaces.values().stream()
          .filter(each -> each.organization().equals(organization) && each.slug().equals(slug))
          .findFirst();
    }
  }

  @Override
  public Page<Workspace> list(
      OrganizationId organization,
      Optional<String> name,
      Optional<String> exactName,
      boolean archived,
      Page.Request page) {
    return InMemoryStore.page(
        matching(
            each ->
                each.organization().equals(organization)
                    && each.archived() == archived
                    && (name.isEmpty() || containsIgnoringCase(each.name(), name.get()))
                    && (exactName.isEmpty() || each.name().equals(exactName.get()))),
        page);
  }

  @Override
  public List<Workspace> all(OrganizationId organization) {
    return matching(each -> each.organization().equals(organization));
  }

  @Override
  public Result<Workspace, StoreConflict> save(Workspace workspace) {
    synchronized (store) {
      Workspace stored = store.workspaces.get(workspace.id().value());
      if ((stored == null ? 0 : stored.version()) != workspace.version()) {
        return Result.err(new StoreConflict.Stale());
      }
      Optional<Workspace> sameSlug = findBySlug(workspace.organization(), workspace.slug());
      if (sameSlug.isPresent() && !sameSlug.get().id().equals(workspace.id())) {
        return Result.err(new StoreConflict.SlugTaken(workspace.slug().value()));
      }
      Workspace next =
          new Workspace(
              workspace.id(),
              workspace.organization(),
              workspace.slug(),
              workspace.name(),
              workspace.description(),
              workspace.icon(),
              workspace.defaults(),
              workspace.limits(),
              workspace.isDefault(),
              workspace.archived(),
              workspace.settings(),
              workspace.security(),
              workspace.usageEpoch(),
              workspace.lastResetAt(),
              workspace.audit(),
              workspace.version() + 1);
      store.workspaces.put(next.id().value(), next);
      return Result.ok(next);
    }
  }

  @Override
  public Result<Boolean, StoreConflict> delete(WorkspaceId id) {
    synchronized (store) {
      if (store.providers.values().stream().anyMatch(each -> each.workspace().equals(id))) {
        return Result.err(new StoreConflict.StillUsed("provider"));
      }
      if (store.apiKeys.values().stream()
          .anyMatch(each -> each.workspace().equals(Optional.of(id)))) {
        return Result.err(new StoreConflict.StillUsed("api-key"));
      }
      if (store.integrations.values().stream()
          .anyMatch(each -> each.workspace().equals(Optional.of(id)))) {
        return Result.err(new StoreConflict.StillUsed("integration"));
      }
      if (store.grants.values().stream().anyMatch(each -> each.workspace().equals(id))) {
        return Result.err(new StoreConflict.StillUsed("integration-workspace"));
      }
      store.memberships.values().removeIf(each -> each.workspace().equals(id));
      store.policies.values().removeIf(each -> each.workspace().equals(Optional.of(id)));
      store.configs.values().removeIf(each -> each.workspace().equals(id));
      store.configVersions.keySet().retainAll(store.configs.keySet());
      return Result.ok(store.workspaces.remove(id.value()) != null);
    }
  }

  private List<Workspace> matching(Predicate<Workspace> matching) {
    synchronized (store) {
      return InMemoryStore.oldestFirst(
          store.workspaces.values(), matching, Workspace::audit, Workspace::id);
    }
  }

  private static boolean containsIgnoringCase(String text, String part) {
    return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }
}
