package io.modelcatalog.adapters.persistence.log;

import io.modelcatalog.application.port.log.LogRecord;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what can be stored of records that were refused together, by halving them until those that
 * are refused stand alone.
 */
final class Sieve {
  /** Halving 1,000 records down to one takes ten; a database that is away refuses them all. */
  private static final int MOST_IN_A_ROW = 12;

  private static final Logger LOG = LoggerFactory.getLogger(Sieve.class);

  private final Consumer<List<LogRecord>> store;
  private int taken;
  private int refusedInARow;
  private @Nullable RuntimeException refusal;

  private Sieve(Consumer<List<LogRecord>> store) {
    this.store = store;
  }

  /**
   * Stores what the store takes.
   *
   * @return how many are missing then, or -1 if it took none: it may be away
   */
  static int missing(List<LogRecord> records, Consumer<List<LogRecord>> store) {
    Sieve sieve = new Sieve(store);
    sieve.sift(records);
    if (sieve.taken == 0 || sieve.isAway()) {
      return -1;
    }
    int missing = records.size() - sieve.taken;
    if (missing > 0) {
      LOG.error(
          "{} calls are missing from the request log, as the database refuses them",
          missing,
          sieve.refusal);
    }
    return missing;
  }

  private boolean isAway() {
    return refusedInARow >= MOST_IN_A_ROW;
  }

  private void sift(List<LogRecord> records) {
    if (records.isEmpty() || isAway()) {
      return;
    }
    try {
      store.accept(records);
      taken += records.size();
      refusedInARow = 0;
    } catch (RuntimeException e) {
      refusal = e;
      refusedInARow++;
      if (records.size() > 1) {
        int half = records.size() / 2;
        sift(records.subList(0, half));
        sift(records.subList(half, records.size()));
      }
    }
  }
}
