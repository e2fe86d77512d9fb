package io.modelcatalog.application.port.persistence;

import java.time.Instant;

/** Attempts in memory. */
public final class InMemoryAttemptStore implements AttemptStore {
  private final InMemoryStore store;

  public InMemoryAttemptStore(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public int take(String subject, Instant window) {
    synchronized (store) {
      return store.attempts.merge(subject + " " + window, 1, Integer::sum);
    }
  }

  @Override
  public void giveBack(String subject, Instant window) {
    synchronized (store) {
      store.attempts.computeIfPresent(
          subject + " " + window, (key, times) -> Math.max(0, times - 1));
    }
  }

  @Override
  public void forgive(String subject) {
    synchronized (store) {
      store.attempts.keySet().removeIf(key -> key.startsWith(subject + " "));
    }
  }

  @Override
  public void forget(Instant before) {
    synchronized (store) {
      store
          .attempts
          .keySet()
          .removeIf(key -> Instant.parse(key.substring(key.lastIndexOf(' ') + 1)).isBefore(before));
    }
  }
}
