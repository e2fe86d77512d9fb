package io.modelcatalog.application.port.persistence;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Identities {@code 00000000-0000-0000-0000-000000000001} and on, so that tests can foretell them.
 */
public final class CountingIdSource implements IdSource {
  private final AtomicLong last = new AtomicLong();

  @Override
  public UUID next() {
    return new UUID(0, last.incrementAndGet());
  }
}
