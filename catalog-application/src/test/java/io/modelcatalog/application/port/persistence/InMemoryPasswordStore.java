package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.person.UserId;
import java.time.Instant;
import java.util.Optional;

/** Hashes of passwords in memory. */
public final class InMemoryPasswordStore implements PasswordStore {
  private final InMemoryStore store;

  public InMemoryPasswordStore(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Optional<String> find(UserId user) {
    synchronized (store) {
      return Optional.ofNullable(store.passwords.get(user.value()));
    }
  }

  @Override
  public void save(UserId user, String hash, Instant at) {
    synchronized (store) {
      store.passwords.put(user.value(), hash);
    }
  }
}
