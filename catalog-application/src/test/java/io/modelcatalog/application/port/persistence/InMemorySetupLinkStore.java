package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.access.KeyDigest;
import java.time.Instant;

/** The link of the first owner in memory. */
public final class InMemorySetupLinkStore implements SetupLinkStore {
  private static final String LINK = "link";

  private final InMemoryStore store;

  public InMemorySetupLinkStore(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public void replace(KeyDigest token, Instant at) {
    synchronized (store) {
      store.setupLinks.put(LINK, token);
    }
  }

  @Override
  public boolean is(KeyDigest token) {
    synchronized (store) {
      return token.equals(store.setupLinks.get(LINK));
    }
  }

  @Override
  public boolean take(KeyDigest token) {
    synchronized (store) {
      return store.setupLinks.remove(LINK, token);
    }
  }
}
