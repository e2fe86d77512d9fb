package io.modelcatalog.bootstrap.server;

import io.modelcatalog.application.CatalogApplication;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks about once a second what the other replicas have used, and says in the log when the store
 * that limits are shared through goes away and comes back.
 */
final class UsageFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UsageFollower.class);

  private final CatalogApplication application;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("usage-follower").factory());
  private boolean away;
  private boolean failing;

  private UsageFollower(CatalogApplication application) {
    this.application = application;
  }

  static UsageFollower of(CatalogApplication application) {
    UsageFollower follower = new UsageFollower(application);
    follower.executor.scheduleWithFixedDelay(follower::look, 1, 1, TimeUnit.SECONDS);
    return follower;
  }

  private void look() {
    application
        .leases()
        .ifPresent(leases -> say(leases.status().away(), leases.status().problem()));
    try {
      application.followUsage();
      failing = false;
    } catch (RuntimeException e) {
      // Nothing is decided by it, so it is enough to say once that what is told is old.
      if (!failing) {
        LOG.warn("Usage of other replicas cannot be read at present: {}", e.getMessage());
      }
      failing = true;
    }
  }

  private void say(boolean nowAway, @Nullable String problem) {
    if (nowAway != away) {
      if (nowAway) {
        LOG.error(
            "The store of shared limits cannot be reached ({}). Calls go on within what this"
                + " replica holds.",
            problem);
      } else {
        LOG.info("The store of shared limits is back");
      }
      away = nowAway;
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
