package io.modelcatalog.adapters.persistence.journal;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the journal is kept. Its files are the journal's alone: one process uses the folder at a
 * time.
 *
 * <p>A file is filled with zeros when it is made, so that a full disk shows then and never while a
 * call is noted.
 *
 * @param folder where the files are
 * @param segmentBytes size of one file
 * @param maxSegments most files kept while the ledger cannot be reached; then calls are refused
 * @param syncInterval how often what was written is forced to the disk; power loss can cost as much
 * @param flushInterval how often what was written is carried to the ledger
 */
public record JournalSettings(
    Path folder, int segmentBytes, int maxSegments, Duration syncInterval, Duration flushInterval) {
  /** The smallest segment: room for some calls with many limits. */
  static final int SMALLEST_SEGMENT = 64 * 1024;

  public JournalSettings {
    if (segmentBytes < SMALLEST_SEGMENT || segmentBytes % 8 != 0) {
      throw new IllegalArgumentException(
          "segment: "
              + segmentBytes
              + " bytes (expected: a multiple of 8, from "
              + SMALLEST_SEGMENT
              + ")");
    }
    if (!syncInterval.isPositive() || !flushInterval.isPositive()) {
      throw new IllegalArgumentException("intervals of the journal: expected more than 0");
    }
    if (maxSegments < 2) {
      throw new IllegalArgumentException("segments: " + maxSegments + " (expected: 2 or more)");
    }
  }

  /** The usual settings: files of 8 MiB, 512 of them, forced ten times a second. */
  public static JournalSettings in(Path folder) {
    return new JournalSettings(folder, 8 << 20, 512, Duration.ofMillis(100), Duration.ofMillis(20));
  }
}
