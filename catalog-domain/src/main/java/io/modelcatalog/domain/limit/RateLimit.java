package io.modelcatalog.domain.limit;

/**
 * An amount that may be used per fixed window.
 *
 * @param unit what is counted
 * @param window over which time
 * @param value how much; 0 blocks
 */
public record RateLimit(RateUnit unit, RateWindow window, long value) {
  public RateLimit {
    if (value < 0) {
      throw new IllegalArgumentException("value: " + value + " (expected: 0 or more)");
    }
  }

  /** Whether two limits count the same thing over the same window, and so can be compared. */
  public boolean comparableTo(RateLimit other) {
    return unit == other.unit && window == other.window;
  }
}
