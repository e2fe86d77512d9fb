package io.modelcatalog.bootstrap.server;

import io.modelcatalog.adapters.persistence.log.LogRetention;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets old calls, some minutes after the start and then every hour, on a thread of its own. */
final class LogKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogKeeper.class);
  private static final Duration FIRST = Duration.ofMinutes(5);
  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final long CLOSE_SECONDS = 2;

  private final LogRetention retention;
  private final InstantSource clock;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("log-keeper").factory());

  private LogKeeper(LogRetention retention, InstantSource clock) {
    this.retention = retention;
    this.clock = clock;
  }

  static LogKeeper start(LogRetention retention, InstantSource clock) {
    LogKeeper keeper = new LogKeeper(retention, clock);
    // Replicas that are started together do not come together.
    long first = FIRST.toMillis() + ThreadLocalRandom.current().nextLong(FIRST.toMillis());
    keeper.executor.scheduleWithFixedDelay(
        keeper::pass, first, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return keeper;
  }

  private void pass() {
    try {
      long forgotten = retention.pass(clock.instant(), PAUSE);
      if (forgotten > 0) {
        LOG.info("{} calls of long ago are removed from the request log", forgotten);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!executor.isShutdown()) {
        LOG.warn("Old calls cannot be removed at present: {}", e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.debug("old calls are still being removed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
