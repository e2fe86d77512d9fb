package io.modelcatalog.application.gateway;

import io.modelcatalog.application.port.log.CallLog;
import io.modelcatalog.application.port.usage.TokenCounter;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What all calls share to be settled by: estimates made off the request path, answers read on for
 * clients that have gone, and the count of shortfalls.
 */
public final class Metering implements AutoCloseable {
  /** Answers read on at a time without a client. */
  public static final int MOST_DRAINS = 64;

  /** How long an answer is read on without a client. */
  public static final Duration LONGEST_DRAIN = Duration.ofSeconds(120);

  private static final int WAITING_ESTIMATES = 1_024;
  private static final long CLOSING_SECONDS = 10;

  private final @Nullable TokenCounter counter;
  private final ShortfallWatch watch;
  private final CallLog log;
  private final Duration longestDrain;
  private final ThreadPoolExecutor estimates;
  private final ScheduledThreadPoolExecutor timer;
  private final AtomicInteger drains = new AtomicInteger();
  private final Set<Drain> draining = ConcurrentHashMap.newKeySet();
  private final LongAdder shortfalls = new LongAdder();

  /**
   * Metering by a tokenizer.
   *
   * @param counter counts tokens for estimates; null to go by bytes alone
   * @param watch is told of shortfalls
   */
  public Metering(@Nullable TokenCounter counter, ShortfallWatch watch) {
    this(counter, watch, CallLog.NONE);
  }

  /**
   * Metering by a tokenizer.
   *
   * @param counter counts tokens for estimates; null to go by bytes alone
   * @param watch is told of shortfalls
   * @param log is told of all calls that have ended
   */
  public Metering(@Nullable TokenCounter counter, ShortfallWatch watch, CallLog log) {
    this(counter, watch, log, LONGEST_DRAIN);
  }

  Metering(@Nullable TokenCounter counter, ShortfallWatch watch, Duration longestDrain) {
    this(counter, watch, CallLog.NONE, longestDrain);
  }

  private Metering(
      @Nullable TokenCounter counter, ShortfallWatch watch, CallLog log, Duration longestDrain) {
    this.counter = counter;
    this.watch = watch;
    this.log = log;
    this.longestDrain = longestDrain;
    estimates =
        new ThreadPoolExecutor(
            1,
            1,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_ESTIMATES),
            task -> daemon(task, "usage-estimates"));
    estimates.allowCoreThreadTimeOut(true);
    timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "usage-drains"));
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(30, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /** Metering that estimates by bytes and tells nobody. */
  public static Metering plain() {
    return new Metering(null, ShortfallWatch.NONE);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** How many calls used more than was reserved for them. */
  public long shortfalls() {
    return shortfalls.sum();
  }

  /** How many answers are read on at present although their clients have gone. */
  public int drains() {
    return drains.get();
  }

  /** What counts the tokens of texts; null to go by bytes. */
  @Nullable TokenCounter counter() {
    return counter;
  }

  /** Where calls are logged. */
  CallLog log() {
    return log;
  }

  /** Notes a call that went beyond its reservation. */
  void shortfall(
      io.modelcatalog.domain.usage.UsageRecord record, long reservedCost, long reservedTokens) {
    shortfalls.increment();
    watch.exceeded(record, reservedCost, reservedTokens);
  }

  /**
   * Has an estimate made off the request path.
   *
   * @return false if too many wait already
   */
  boolean later(Runnable estimate) {
    try {
      estimates.execute(estimate);
      return true;
    } catch (RejectedExecutionException full) {
      return false;
    }
  }

  /**
   * Lets an answer be read on.
   *
   * @param expired is run if it takes too long, or when the process is about to end
   * @return null if too many are read on already
   */
  @Nullable Drain drain(Runnable expired) {
    if (drains.incrementAndGet() > MOST_DRAINS) {
      drains.decrementAndGet();
      return null;
    }
    Drain drain = new Drain(expired);
    draining.add(drain);
    try {
      drain.timeout = timer.schedule(drain::expire, longestDrain.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      drain.end();
      return null;
    }
    return drain;
  }

  /** One answer that is read on. */
  final class Drain {
    private final Runnable expired;
    private final AtomicBoolean over = new AtomicBoolean();
    private java.util.concurrent.@Nullable ScheduledFuture<?> timeout;

    private Drain(Runnable expired) {
      this.expired = expired;
    }

    /** It needs no more reading. */
    void end() {
      if (over.compareAndSet(false, true)) {
        draining.remove(this);
        drains.decrementAndGet();
        if (timeout != null) {
          timeout.cancel(false);
        }
      }
    }

    private void expire() {
      expired.run();
      end();
    }
  }

  /**
   * Ends what is read on and waits a while for the estimates under way. To be called before the
   * journal is closed.
   */
  @Override
  public void close() {
    timer.shutdownNow();
    draining.forEach(Drain::expire);
    estimates.shutdown();
    try {
      // A drain that expired just now may be about to be settled, on the timer's thread.
      if (!timer.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)
          || !estimates.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        estimates.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
