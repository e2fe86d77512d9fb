package io.modelcatalog.bootstrap.wiring;

import io.modelcatalog.application.gateway.ShortfallWatch;
import io.modelcatalog.domain.usage.UsageRecord;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs calls that went beyond their reservation: one a second, with the number of all so far. */
final class ShortfallLog implements ShortfallWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ShortfallLog.class);
  private static final long PAUSE_MILLIS = 1_000;

  private final InstantSource clock;
  private final AtomicLong seen = new AtomicLong();
  private final AtomicLong next = new AtomicLong(Long.MIN_VALUE);

  ShortfallLog(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void exceeded(UsageRecord record, long reservedCost, long reservedTokens) {
    long number = seen.incrementAndGet();
    long now = clock.millis();
    long due = next.get();
    if (now < due || !next.compareAndSet(due, now + PAUSE_MILLIS)) {
      return;
    }
    LOG.warn(
        "shortfall number {}: call {} of model {} through provider {} came to {} nano-USD and {}"
            + " tokens, but {} and {} were reserved; it is counted in full. Its price is too low,"
            + " or its upstream heeds no cap",
        number,
        record.requestId(),
        record.model(),
        record.provider(),
        record.cost().nanos(),
        record.usage().total(),
        reservedCost,
        reservedTokens);
  }
}
