package io.modelcatalog.bootstrap.server;

import io.modelcatalog.application.integration.RefreshModels;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has upstreams asked for new models where that is wanted, on a thread of its own. */
final class ModelKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelKeeper.class);
  private static final long EVERY_SECONDS = 300;

  private final RefreshModels refresh;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("model-keeper").factory());

  private ModelKeeper(RefreshModels refresh) {
    this.refresh = refresh;
  }

  /** Begins within some minutes. */
  static ModelKeeper start(RefreshModels refresh) {
    ModelKeeper keeper = new ModelKeeper(refresh);
    // Replicas that are started together do not come together.
    long first = EVERY_SECONDS / 5 + ThreadLocalRandom.current().nextLong(EVERY_SECONDS);
    keeper.thread.scheduleWithFixedDelay(keeper::look, first, EVERY_SECONDS, TimeUnit.SECONDS);
    return keeper;
  }

  private void look() {
    try {
      int changed = refresh.handle();
      if (changed > 0) {
        LOG.info("{} integrations have other models than before", changed);
      }
    } catch (RuntimeException e) {
      if (!thread.isShutdown()) {
        LOG.warn("Upstreams cannot be asked for new models at present: {}", e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
