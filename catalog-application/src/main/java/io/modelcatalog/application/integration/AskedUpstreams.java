package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Result;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Bounds questions to upstreams on behalf of administrators: so many at once for all, so many a
 * minute for each. Without it, the server could be used to knock at other people's doors.
 */
final class AskedUpstreams {
  static final int A_MINUTE = 20;
  static final int AT_ONCE = 8;
  private static final long MINUTE = 60_000;
  private static final int MOST_ACTORS = 10_000;

  private final InstantSource clock;
  private final Semaphore running = new Semaphore(AT_ONCE);
  private final Map<ActorId, Deque<Long>> recent = new HashMap<>();

  AskedUpstreams(InstantSource clock) {
    this.clock = clock;
  }

  /** Asks, or refuses to. */
  <T> Result<T, CatalogError> ask(Actor actor, Supplier<T> question) {
    if (!mayAsk(actor.id())) {
      return Result.err(
          new CatalogError.TooMany("at most " + A_MINUTE + " upstreams are asked in a minute", 60));
    }
    if (!running.tryAcquire()) {
      return Result.err(
          new CatalogError.TooMany("too many upstreams are being asked at the moment", 5));
    }
    try {
      return Result.ok(question.get());
    } finally {
      running.release();
    }
  }

  private synchronized boolean mayAsk(ActorId actor) {
    long now = clock.millis();
    if (recent.size() >= MOST_ACTORS) {
      recent.values().removeIf(asked -> asked.isEmpty() || asked.getLast() <= now - MINUTE);
    }
    Deque<Long> asked = recent.computeIfAbsent(actor, each -> new ArrayDeque<>());
    while (!asked.isEmpty() && asked.getFirst() <= now - MINUTE) {
      asked.removeFirst();
    }
    if (asked.size() >= A_MINUTE) {
      return false;
    }
    asked.addLast(now);
    return true;
  }
}
