package io.modelcatalog.domain.usage;

/**
 * What one call adds to one counter.
 *
 * @param key the counter, as {@link io.modelcatalog.domain.limit.LimitKey#text()}
 * @param windowStart start of the window it counts in, milliseconds since the epoch
 * @param amount nano-dollars, tokens or calls, by the counter
 * @param over whether the call was let through although it was not known that the limit had room
 */
public record Charge(String key, long windowStart, long amount, boolean over) {

  /** A charge within its limit. */
  public Charge(String key, long windowStart, long amount) {
    this(key, windowStart, amount, false);
  }
}
