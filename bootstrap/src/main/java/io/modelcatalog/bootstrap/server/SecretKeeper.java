package io.modelcatalog.bootstrap.server;

import io.modelcatalog.application.CatalogApplication;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has secrets from outside read again when they are due, in the background. */
final class SecretKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SecretKeeper.class);
  private static final long PAUSE_SECONDS = 5;

  private final CatalogApplication application;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("secrets").factory());
  private boolean failing;

  private SecretKeeper(CatalogApplication application) {
    this.application = application;
  }

  /** Starts at once. */
  static SecretKeeper start(CatalogApplication application) {
    SecretKeeper keeper = new SecretKeeper(application);
    keeper.thread.scheduleWithFixedDelay(
        keeper::look, PAUSE_SECONDS, PAUSE_SECONDS, TimeUnit.SECONDS);
    return keeper;
  }

  /** One round, which never ends the repetition; a failure is told when it begins and ends. */
  private void look() {
    try {
      int changed = application.refreshSecrets();
      if (changed > 0) {
        LOG.info("{} secrets from outside have changed", changed);
      }
      if (failing) {
        LOG.info("secrets from outside can be looked for again");
      }
      failing = false;
    } catch (RuntimeException e) {
      if (!failing && !Thread.currentThread().isInterrupted()) {
        LOG.error("secrets from outside cannot be looked for at present; trying on", e);
      }
      failing = true;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
