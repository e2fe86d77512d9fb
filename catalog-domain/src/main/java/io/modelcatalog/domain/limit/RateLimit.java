package io.modelcatalog.domain.limit;

/**
 * An amount that may be used per fixed window.
 *
 * @param unit what is counted
 * @param window over which time
 * @param value how much; 0 blocks
 * @param storeAway what to do while the store that replicas share cannot be asked
 */
public record RateLimit(RateUnit unit, RateWindow window, long value, StoreAway storeAway) {
  public RateLimit {
    if (value < 0) {
      throw new IllegalArgumentException("value: " + value + " (expected: 0 or more)");
    }
  }

  /** A limit that holds whatever happens. */
  public RateLimit(RateUnit unit, RateWindow window, long value) {
    this(unit, window, value, StoreAway.REFUSE);
  }

  /** Whether two limits count the same thing over the same window, and so can be compared. */
  public boolean comparableTo(RateLimit other) {
    return unit == other.unit && window == other.window;
  }
}
