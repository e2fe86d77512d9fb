package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.person.InviteId;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Invites in memory. */
public final class InMemoryInviteRepository implements InviteRepository {
  private final InMemoryStore store;

  public InMemoryInviteRepository(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Optional<Invite> find(InviteId id) {
    synchronized (store) {
      return Optional.ofNullable(store.invites.get(id.value()));
    }
  }

  @Override
  public Optional<Invite> findByDigest(KeyDigest digest) {
    return matching(each -> each.digest().equals(digest)).stream().findFirst();
  }

  @Override
  public Optional<Invite> findPending(OrganizationId organization, EmailAddress email) {
    return matching(
            each ->
                each.organization().equals(organization)
                    && each.email().equals(email)
                    && each.status() == Invite.Status.PENDING)
        .stream()
        .findFirst();
  }

  @Override
  public Page<Invite> list(Filter filter, Page.Request page) {
    return InMemoryStore.page(matching(filter::matches), page);
  }

  @Override
  public Result<Invite, StoreConflict> save(Invite invite) {
    synchronized (store) {
      Invite stored = store.invites.get(invite.id().value());
      if ((stored == null ? 0 : stored.version()) != invite.version()) {
        return Result.err(new StoreConflict.Stale());
      }
      if (invite.status() == Invite.Status.PENDING
          && findPending(invite.organization(), invite.email())
              .filter(other -> !other.id().equals(invite.id()))
              .isPresent()) {
        return Result.err(new StoreConflict.SlugTaken(invite.email().value()));
      }
      Invite next = invite.versioned(invite.version() + 1);
      store.invites.put(next.id().value(), next);
      return Result.ok(next);
    }
  }

  private List<Invite> matching(Predicate<Invite> matching) {
    synchronized (store) {
      return InMemoryStore.oldestFirst(store.invites.values(), matching, Invite::audit, Invite::id);
    }
  }
}
