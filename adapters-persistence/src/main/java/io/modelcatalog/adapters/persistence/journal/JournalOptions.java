package io.modelcatalog.adapters.persistence.journal;

import java.time.Duration;

/**
 * How the journal works.
 *
 * @param segmentBytes size of each file; a multiple of 4,096
 * @param mostSegments files at most; when the ledger is out of reach for so long that they are
 *     full, calls are refused
 * @param syncInterval how often what is written goes to the disk itself, which only a power loss
 *     tells from the page cache; zero: with each batch that goes to the ledger
 * @param storeInterval how long to wait for more records before a batch goes to the ledger
 * @param largestBatch records in a batch at most
 * @param closeTimeout how long closing waits for the ledger
 */
public record JournalOptions(
    int segmentBytes,
    int mostSegments,
    Duration syncInterval,
    Duration storeInterval,
    int largestBatch,
    Duration closeTimeout) {
  /** Half a gigabyte at most, on disk within a tenth of a second. */
  public static final JournalOptions DEFAULT =
      new JournalOptions(
          8 << 20,
          64,
          Duration.ofMillis(100),
          Duration.ofMillis(200),
          5_000,
          Duration.ofSeconds(10));

  public JournalOptions {
    if (segmentBytes < 16_384 || segmentBytes % 4_096 != 0 || segmentBytes > 1 << 30) {
      throw new IllegalArgumentException(
          "segmentBytes: " + segmentBytes + " (expected: a multiple of 4096 from 16384 to 1 GiB)");
    }
    if (mostSegments < 3) {
      throw new IllegalArgumentException(
          "mostSegments: " + mostSegments + " (expected: 3 or more)");
    }
    if (syncInterval.isNegative() || storeInterval.isNegative() || closeTimeout.isNegative()) {
      throw new IllegalArgumentException("an interval is negative");
    }
    if (largestBatch < 1) {
      throw new IllegalArgumentException(
          "largestBatch: " + largestBatch + " (expected: 1 or more)");
    }
  }

  /** The same with another {@link #syncInterval}. */
  public JournalOptions withSyncInterval(Duration interval) {
    return new JournalOptions(
        segmentBytes, mostSegments, interval, storeInterval, largestBatch, closeTimeout);
  }

  /** The largest body of a record: so small that some always fit into what is kept in reserve. */
  int largestBody() {
    return Math.min(segmentBytes / 16, 256 << 10);
  }

  /** Bytes of the last segment that are kept for the ends of calls already made. */
  long reserve() {
    return segmentBytes / 4;
  }
}
