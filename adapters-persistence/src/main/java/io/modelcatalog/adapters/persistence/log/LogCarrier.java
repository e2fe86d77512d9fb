package io.modelcatalog.adapters.persistence.log;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings deferred records of calls to their place, on a thread of its own. It takes a tenth of one
 * core while many come, half of one once no more come or too many wait.
 */
public final class LogCarrier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogCarrier.class);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration CLOSING = Duration.ofSeconds(5);
  private static final int REFUSALS = 3;

  /** Some 100 MB; from here on it takes more of the machine, so that they stay about so many. */
  private static final long MANY = 500_000;

  private static final int RESTS_WHEN_BUSY = 9;

  private final DeferredLogs deferred;
  private final Thread thread;
  private volatile boolean closing;

  private LogCarrier(DeferredLogs deferred) {
    this.deferred = deferred;
    this.thread = Thread.ofPlatform().daemon().name("call-log-carrier").unstarted(this::run);
  }

  /** Starts one. */
  public static LogCarrier start(DeferredLogs deferred) {
    LogCarrier carrier = new LogCarrier(deferred);
    carrier.thread.start();
    return carrier;
  }

  private void run() {
    long before = deferred.waiting();
    int refused = 0;
    while (!closing) {
      long waiting = deferred.waiting();
      if (waiting == 0) {
        LockSupport.parkNanos(LOOK.toNanos());
        continue;
      }
      boolean more = waiting > before;
      long from = System.nanoTime();
      try {
        int carried = refused < REFUSALS ? deferred.carry() : deferred.sift();
        if (carried == 0) {
          throw new IllegalStateException("none is taken");
        }
        refused = 0;
        before = waiting - carried;
        long took = System.nanoTime() - from;
        pause(took * (more && waiting < MANY ? RESTS_WHEN_BUSY : 1));
      } catch (RuntimeException e) {
        if (!closing) {
          LOG.debug("calls cannot be brought to the request log at present", e);
          refused++;
          pause(LOOK.toNanos() << Math.min(refused, 7));
        }
      }
    }
  }

  private void pause(long nanos) {
    LockSupport.parkNanos(Math.min(nanos, LONGEST_PAUSE.toNanos()));
  }

  /** Ends after the block at hand; what waits is brought to its place after the next start. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      if (!thread.join(CLOSING)) {
        LOG.warn("a block of the request log is still being written");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
