package io.modelcatalog.bootstrap.server;

import io.modelcatalog.application.apikey.BeginRotations;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins the rotations of keys that are due by the clock, on a thread of its own. */
final class KeyKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyKeeper.class);
  private static final long EVERY_MILLIS = 60_000;

  private final BeginRotations rotations;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("key-keeper").factory());
  private boolean failing;

  private KeyKeeper(BeginRotations rotations) {
    this.rotations = rotations;
  }

  /** Begins within a minute. */
  static KeyKeeper start(BeginRotations rotations) {
    KeyKeeper keeper = new KeyKeeper(rotations);
    // Replicas that are started together do not come together.
    keeper.thread.scheduleWithFixedDelay(
        keeper::look,
        ThreadLocalRandom.current().nextLong(EVERY_MILLIS),
        EVERY_MILLIS,
        TimeUnit.MILLISECONDS);
    return keeper;
  }

  /** One round, which never ends the repetition; a failure is told when it begins and ends. */
  private void look() {
    try {
      int begun = rotations.handle();
      if (begun > 0) {
        LOG.info("{} API keys are due for another secret, which waits to be fetched", begun);
      }
      if (failing) {
        LOG.info("API keys can be rotated by the clock again");
      }
      failing = false;
    } catch (RuntimeException e) {
      if (!failing && !thread.isShutdown()) {
        LOG.warn("API keys cannot be rotated by the clock at present: {}", e.getMessage());
      }
      failing = true;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
