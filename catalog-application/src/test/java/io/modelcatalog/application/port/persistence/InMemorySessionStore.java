package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.person.Session;
import io.modelcatalog.domain.person.SessionId;
import io.modelcatalog.domain.person.UserId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Sessions in memory. */
public final class InMemorySessionStore implements SessionStore {
  private final InMemoryStore store;

  public InMemorySessionStore(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Optional<Session> findByToken(KeyDigest token) {
    synchronized (store) {
      return store.sessions.values().stream()
          .filter(each -> each.token().equals(token))
          .findFirst();
    }
  }

  @Override
  public List<Session> of(UserId user) {
    synchronized (store) {
      return store.sessions.values().stream()
          .filter(each -> each.user().equals(user))
          .sorted(Comparator.comparing(Session::createdAt).reversed())
          .toList();
    }
  }

  @Override
  public void save(Session session) {
    synchronized (store) {
      store.sessions.put(session.id().value(), session);
    }
  }

  @Override
  public void seen(SessionId id, Instant at) {
    synchronized (store) {
      store.sessions.computeIfPresent(
          id.value(),
          (key, old) ->
              old.lastSeenAt().isBefore(at)
                  ? new Session(
                      old.id(),
                      old.organization(),
                      old.user(),
                      old.token(),
                      old.createdAt(),
                      at,
                      old.endsAt(),
                      old.clientIp(),
                      old.client())
                  : old);
    }
  }

  @Override
  public boolean end(UserId user, SessionId id) {
    synchronized (store) {
      return store
          .sessions
          .values()
          .removeIf(each -> each.id().equals(id) && each.user().equals(user));
    }
  }

  @Override
  public void endAll(UserId user, Optional<SessionId> but) {
    synchronized (store) {
      store
          .sessions
          .values()
          .removeIf(each -> each.user().equals(user) && !Optional.of(each.id()).equals(but));
    }
  }

  @Override
  public void forget(Instant endedBefore) {
    synchronized (store) {
      store.sessions.values().removeIf(each -> each.endsAt().isBefore(endedBefore));
    }
  }
}
