package io.modelcatalog.bootstrap.server;

import io.modelcatalog.adapters.persistence.usage.BalanceRetention;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes balances that nothing counts on any more, some minutes after the start and then every few
 * hours, on a thread of its own.
 */
final class BalanceKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BalanceKeeper.class);
  private static final Duration FIRST = Duration.ofMinutes(5);
  private static final Duration EVERY = Duration.ofHours(6);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final long CLOSE_SECONDS = 2;

  private final BalanceRetention retention;
  private final InstantSource clock;
  private final Instant started;
  private final long startedNanos = System.nanoTime();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("balance-keeper").factory());

  private BalanceKeeper(BalanceRetention retention, InstantSource clock) {
    this.retention = retention;
    this.clock = clock;
    this.started = clock.instant();
  }

  static BalanceKeeper start(BalanceRetention retention, InstantSource clock) {
    // Replicas that are started together do not come together.
    long later = ThreadLocalRandom.current().nextLong(FIRST.toMillis());
    return start(retention, clock, FIRST.plusMillis(later));
  }

  static BalanceKeeper start(BalanceRetention retention, InstantSource clock, Duration first) {
    BalanceKeeper keeper = new BalanceKeeper(retention, clock);
    keeper.executor.scheduleWithFixedDelay(
        keeper::pass, first.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return keeper;
  }

  private void pass() {
    try {
      BalanceRetention.Done done = retention.pass(trusted(), PAUSE);
      if (done.removed() + done.folded() > 0) {
        LOG.info(
            "{} balances of windows that ended long ago are removed, {} of lost replicas added up",
            done.removed(),
            done.folded());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!executor.isShutdown()) {
        LOG.warn("Old balances cannot be removed at present: {}", e.getMessage());
      }
    }
  }

  /** A clock that jumped ahead while the process ran is not believed. */
  private Instant trusted() {
    Instant passed = started.plusNanos(System.nanoTime() - startedNanos);
    Instant now = clock.instant();
    return now.isBefore(passed) ? now : passed;
  }

  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.debug("old balances are still being removed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
