package io.modelcatalog.adapters.persistence.log;

import io.modelcatalog.application.port.log.CallLog;
import io.modelcatalog.application.port.log.CapturedBodies;
import io.modelcatalog.application.port.log.LogBodies;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.application.port.log.LoggedCall;
import io.modelcatalog.application.port.log.Redaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded buffer between event loops and the database. Noting a call is one lock-free insertion;
 * a thread of its own writes in batches. While the database is away the buffer fills, and then
 * records are left out, counted and warned of; calls never wait for it. What was not written yet is
 * lost if the process is killed.
 */
public final class BufferedCallLog implements CallLog, AutoCloseable {
  /** Calls that are kept until the database takes them. */
  public static final int DEFAULT_CAPACITY = 50_000;

  /** Calls with bodies among them; of further ones only the numbers are kept. */
  private static final int MOST_BODIES = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(BufferedCallLog.class);
  private static final int BATCH = 500;
  private static final int REFUSALS = 3;
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final Consumer<List<LogRecord>> store;
  private final LogBodies bodies;
  private final int capacity;
  private final ConcurrentLinkedQueue<LoggedCall> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicInteger withBodies = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private final Thread writer;
  private volatile boolean closing;
  private long warnedAt;
  private long warnedOf;

  private BufferedCallLog(Consumer<List<LogRecord>> store, LogBodies bodies, int capacity) {
    this.store = store;
    this.bodies = bodies;
    this.capacity = capacity;
    this.writer = Thread.ofPlatform().daemon().name("call-log").unstarted(this::write);
  }

  /**
   * Starts one.
   *
   * @param store where batches go, each in one transaction
   * @param bodies where what was said in calls goes
   * @param capacity how many calls may wait
   */
  public static BufferedCallLog start(
      Consumer<List<LogRecord>> store, LogBodies bodies, int capacity) {
    BufferedCallLog log = new BufferedCallLog(store, bodies, capacity);
    log.writer.start();
    return log;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void ended(LoggedCall call) {
    if (size.incrementAndGet() > capacity) {
      size.decrementAndGet();
      dropped.increment();
      return;
    }
    if (call.bodies().isPresent() && withBodies.incrementAndGet() > MOST_BODIES) {
      withBodies.decrementAndGet();
      waiting.add(call.withoutBodies());
    } else {
      waiting.add(call);
    }
  }

  /** How many calls were left out, because too many waited already. */
  public long dropped() {
    return dropped.sum();
  }

  /** How many calls wait to be written. */
  public int waiting() {
    return size.get();
  }

  private void write() {
    while (true) {
      boolean last = closing;
      List<LogBodies.Bodies> said = new ArrayList<>();
      List<LogRecord> batch = take(said);
      if (!batch.isEmpty()) {
        store(batch, said);
      } else if (last) {
        return;
      } else {
        LockSupport.parkNanos(EVERY.toNanos());
      }
      warn();
    }
  }

  private List<LogRecord> take(List<LogBodies.Bodies> said) {
    List<LogRecord> batch = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      LoggedCall call = waiting.poll();
      if (call == null) {
        break;
      }
      try {
        LogRecord record = call.record();
        call.bodies().ifPresent(captured -> said.add(redacted(record, captured)));
        batch.add(record);
      } catch (RuntimeException bug) {
        LOG.error("a call cannot be logged", bug);
        size.decrementAndGet();
        dropped.increment();
      }
      if (call.bodies().isPresent()) {
        withBodies.decrementAndGet();
      }
    }
    return batch;
  }

  private static LogBodies.Bodies redacted(LogRecord record, CapturedBodies captured) {
    return new LogBodies.Bodies(
        record,
        Redaction.of(captured.request(), captured.hidden()),
        captured.requestBytes() > captured.request().length,
        Redaction.of(captured.response(), captured.hidden()),
        captured.responseBytes() > captured.response().length);
  }

  private void store(List<LogRecord> batch, List<LogBodies.Bodies> said) {
    for (int round = 0; !stored(batch, said, round); round++) {
      if (closing || size.get() >= capacity) {
        dropped.add(batch.size());
        break;
      }
      long pause = EVERY.toNanos() << Math.min(round, 6);
      LockSupport.parkNanos(Math.min(pause, LONGEST_PAUSE.toNanos()));
    }
    size.addAndGet(-batch.size());
  }

  /**
   * Bodies first, so that whoever sees a record sees them too. What the database refuses, be it a
   * record or bodies, does not keep out the others for long.
   */
  private boolean stored(List<LogRecord> batch, List<LogBodies.Bodies> said, int round) {
    boolean patient = round < REFUSALS;
    try {
      boolean whole = saidStored(said, patient);
      if (patient) {
        store.accept(batch);
      } else {
        int missing = Sieve.missing(batch, store);
        if (missing < 0) {
          return false;
        }
        dropped.add(missing);
      }
      if (!whole) {
        LOG.error("the bodies of {} calls are missing, as the database refuses them", said.size());
      }
      return true;
    } catch (RuntimeException e) {
      LOG.debug("calls cannot be logged at present", e);
      return false;
    }
  }

  private boolean saidStored(List<LogBodies.Bodies> said, boolean orFail) {
    try {
      bodies.append(said);
      return true;
    } catch (RuntimeException e) {
      if (orFail) {
        throw e;
      }
      LOG.debug("bodies cannot be logged at present", e);
      return false;
    }
  }

  private void warn() {
    long all = dropped.sum();
    long now = System.nanoTime();
    if (all > warnedOf && (warnedOf == 0 || now - warnedAt > BETWEEN_WARNINGS.toNanos())) {
      LOG.warn(
          "{} calls are missing from the request log since the start, as the database did not take"
              + " them in time; limits and usage records are not concerned",
          all);
      warnedOf = all;
      warnedAt = now;
    }
  }

  /** Writes what waits, for a few seconds at most. No call must end after this. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(writer);
    try {
      if (!writer.join(CLOSING)) {
        LOG.warn("{} calls were not written to the request log", waiting());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
