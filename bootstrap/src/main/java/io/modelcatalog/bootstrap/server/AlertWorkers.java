package io.modelcatalog.bootstrap.server;

import io.modelcatalog.application.alert.AlertDispatcher;
import io.modelcatalog.application.alert.AlertEvaluator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for alerts and sends them, in the background: one thread looks, and one sends for each
 * channel, so that a receiver that is slow holds up nobody else.
 */
public final class AlertWorkers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertWorkers.class);
  private static final long PAUSE_MILLIS = 1_000;
  private static final long CLOSE_SECONDS = 2;

  private final ScheduledExecutorService threads;

  private AlertWorkers(int count) {
    this.threads =
        Executors.newScheduledThreadPool(
            count, Thread.ofPlatform().daemon().name("alerts-", 0).factory());
  }

  /** Starts at once. */
  static AlertWorkers start(AlertEvaluator evaluator, List<AlertDispatcher> dispatchers) {
    AlertWorkers workers = new AlertWorkers(1 + dispatchers.size());
    workers.repeat("looked for", evaluator::look);
    dispatchers.forEach(dispatcher -> workers.repeat("sent", dispatcher::dispatch));
    return workers;
  }

  private void repeat(String what, IntSupplier work) {
    threads.scheduleWithFixedDelay(
        new Work(what, work), PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** What was not sent is sent after the next start. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.debug("an alert is still on its way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One round, which never ends the repetition; a failure is told when it begins and ends. */
  private static final class Work implements Runnable {
    private final String what;
    private final IntSupplier work;
    private boolean failing;

    Work(String what, IntSupplier work) {
      this.what = what;
      this.work = work;
    }

    @Override
    public void run() {
      try {
        int done = work.getAsInt();
        if (done > 0) {
          LOG.debug("{} alerts {}", done, what);
        }
        if (failing) {
          LOG.info("alerts can be {} again", what);
        }
        failing = false;
      } catch (RuntimeException e) {
        if (!failing && !Thread.currentThread().isInterrupted()) {
          LOG.error("alerts cannot be {} at present; trying on", what, e);
        }
        failing = true;
      }
    }
  }
}
