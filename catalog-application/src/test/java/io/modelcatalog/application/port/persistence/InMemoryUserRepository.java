package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** People in memory. Transactions there run one at a time, so owners need no lock. */
public final class InMemoryUserRepository implements UserRepository {
  private final InMemoryStore store;

  public InMemoryUserRepository(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Optional<User> find(UserId id) {
    synchronized (store) {
      return Optional.ofNullable(store.users.get(id.value()));
    }
  }

  @Override
  public Optional<User> findByEmail(OrganizationId organization, EmailAddress email) {
    return matching(each -> each.organization().equals(organization) && each.email().equals(email))
        .stream()
        .findFirst();
  }

  @Override
  public List<User> withEmail(EmailAddress email) {
    return matching(each -> each.email().equals(email));
  }

  @Override
  public Page<User> list(
      OrganizationId organization,
      Optional<OrganizationRole> role,
      Optional<EmailAddress> email,
      Page.Request page) {
    return InMemoryStore.page(
        matching(
            each ->
                each.organization().equals(organization)
                    && (role.isEmpty() || each.role() == role.get())
                    && (email.isEmpty() || each.email().equals(email.get()))),
        page);
  }

  @Override
  public List<User> lockedOwners(OrganizationId organization) {
    return matching(
        each -> each.organization().equals(organization) && each.role() == OrganizationRole.OWNER);
  }

  @Override
  public Result<User, StoreConflict> save(User user) {
    synchronized (store) {
      User stored = store.users.get(user.id().value());
      if ((stored == null ? 0 : stored.version()) != user.version()) {
        return Result.err(new StoreConflict.Stale());
      }
      if (findByEmail(user.organization(), user.email())
          .filter(other -> !other.id().equals(user.id()))
          .isPresent()) {
        return Result.err(new StoreConflict.SlugTaken(user.email().value()));
      }
      User next = user.versioned(user.version() + 1);
      store.users.put(next.id().value(), next);
      return Result.ok(next);
    }
  }

  @Override
  public boolean delete(UserId id) {
    synchronized (store) {
      store.memberships.values().removeIf(each -> each.user().equals(id));
      store.sessions.values().removeIf(each -> each.user().equals(id));
      store.passwords.remove(id.value());
      return store.users.remove(id.value()) != null;
    }
  }

  private List<User> matching(Predicate<User> matching) {
    synchronized (store) {
      return InMemoryStore.oldestFirst(store.users.values(), matching, User::audit, User::id);
    }
  }
}
