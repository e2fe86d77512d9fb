package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Policies in memory. */
public final class InMemoryPolicyRepository implements PolicyRepository {
  private final InMemoryStore store;

  public InMemoryPolicyRepository(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Optional<Policy> find(PolicyId id) {
    synchronized (store) {
      return Optional.ofNullable(store.policies.get(id.value()));
    }
  }

  @Override
  public Page<Policy> list(Filter filter, Page.Request page) {
    return InMemoryStore.page(
        matching(
            each ->
                each.organization().equals(filter.organization())
                    && (filter.workspace().isEmpty() || each.workspace().equals(filter.workspace()))
                    && each.limit().isRate() == filter.rates()
                    && (filter.unit().isEmpty() || filter.unit().get().equals(each.limit().unit()))
                    && each.archived() == filter.archived()),
        page);
  }

  @Override
  public List<Policy> active(OrganizationId organization, WorkspaceId workspace) {
    return matching(
        each ->
            each.organization().equals(organization)
                && (each.workspace().isEmpty() || each.workspace().equals(Optional.of(workspace)))
                && !each.archived());
  }

  @Override
  public Result<Policy, StoreConflict> save(Policy policy) {
    synchronized (store) {
      Policy stored = store.policies.get(policy.id().value());
      if ((stored == null ? 0 : stored.version()) != policy.version()) {
        return Result.err(new StoreConflict.Stale());
      }
      Policy next =
          new Policy(
              policy.id(),
              policy.organization(),
              policy.workspace(),
              policy.name(),
              policy.conditions(),
              policy.groupBy(),
              policy.limit(),
              policy.archived(),
              policy.usageEpoch(),
              policy.resets(),
              policy.lastResetAt(),
              policy.audit(),
              policy.version() + 1);
      store.policies.put(next.id().value(), next);
      return Result.ok(next);
    }
  }

  private List<Policy> matching(Predicate<Policy> matching) {
    synchronized (store) {
      return InMemoryStore.oldestFirst(
          store.policies.values(), matching, Policy::audit, each -> each.id().value());
    }
  }
}
