package io.modelcatalog.domain.limit;

import java.time.Instant;
import java.util.Optional;

/** The fixed window of a rate limit, aligned to UTC; a week begins on Sunday. */
public enum RateWindow {
  SECOND("rps", 1, 0),
  MINUTE("rpm", 60, 0),
  HOUR("rph", 3_600, 0),
  DAY("rpd", 86_400, 0),
  WEEK("rpw", 604_800, 3 * 86_400);

  private final String wireName;
  private final long seconds;
  private final long offsetSeconds;

  RateWindow(String wireName, long seconds, long offsetSeconds) {
    this.wireName = wireName;
    this.seconds = seconds;
    this.offsetSeconds = offsetSeconds;
  }

  /** Its name on the wire, such as {@code rpm}. */
  public String wireName() {
    return wireName;
  }

  /** Its length in milliseconds. */
  public long millis() {
    return seconds * 1000;
  }

  /** When the window that holds the instant began, in milliseconds since the epoch. */
  public long startMillis(long nowMillis) {
    long offset = offsetSeconds * 1000;
    return Math.floorDiv(nowMillis - offset, millis()) * millis() + offset;
  }

  /** The window that holds the instant. */
  public Window at(Instant now) {
    long start = startMillis(now.toEpochMilli());
    return new Window(
        Instant.ofEpochMilli(start), Optional.of(Instant.ofEpochMilli(start + millis())));
  }
}
