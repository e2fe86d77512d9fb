package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Member;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Memberships in memory. */
public final class InMemoryMembershipRepository implements MembershipRepository {
  private final InMemoryStore store;

  public InMemoryMembershipRepository(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Optional<Membership> find(WorkspaceId workspace, UserId user) {
    synchronized (store) {
      return Optional.ofNullable(store.memberships.get(key(workspace, user)));
    }
  }

  @Override
  public List<Membership> of(Collection<UserId> users) {
    synchronized (store) {
      return InMemoryStore.oldestFirst(
          store.memberships.values(),
          each -> users.contains(each.user()),
          Membership::audit,
          each -> each.workspace() + " " + each.user());
    }
  }

  @Override
  public Page<Member> list(
      WorkspaceId workspace,
      Optional<WorkspaceRole> role,
      Optional<EmailAddress> email,
      Page.Request page) {
    synchronized (store) {
      List<Member> members =
          InMemoryStore.oldestFirst(
                  store.memberships.values(),
                  each ->
                      each.workspace().equals(workspace)
                          && (role.isEmpty() || each.role() == role.get()),
                  Membership::audit,
                  Membership::user)
              .stream()
              .map(each -> new Member(user(each), each))
              .filter(each -> email.isEmpty() || each.user().email().equals(email.get()))
              .toList();
      return InMemoryStore.page(members, page);
    }
  }

  @Override
  public Result<Membership, StoreConflict> save(Membership membership) {
    synchronized (store) {
      InMemoryStore.MembershipKey key = key(membership.workspace(), membership.user());
      Membership stored = store.memberships.get(key);
      if ((stored == null ? 0 : stored.version()) != membership.version()) {
        return Result.err(new StoreConflict.Stale());
      }
      Membership next = membership.versioned(membership.version() + 1);
      store.memberships.put(key, next);
      return Result.ok(next);
    }
  }

  @Override
  public boolean delete(WorkspaceId workspace, UserId user) {
    synchronized (store) {
      return store.memberships.remove(key(workspace, user)) != null;
    }
  }

  private User user(Membership membership) {
    return Objects.requireNonNull(store.users.get(membership.user().value()));
  }

  private static InMemoryStore.MembershipKey key(WorkspaceId workspace, UserId user) {
    return new InMemoryStore.MembershipKey(workspace.value(), user.value());
  }
}
