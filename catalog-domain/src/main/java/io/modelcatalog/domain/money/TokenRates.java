package io.modelcatalog.domain.money;

/**
 * Prices of one tier, in nano-dollars per million tokens.
 *
 * @param input uncached prompt tokens
 * @param cachedInput prompt tokens read from a cache
 * @param cacheWrite prompt tokens written to a cache
 * @param output completion tokens, reasoning included
 */
public record TokenRates(long input, long cachedInput, long cacheWrite, long output) {
  /** The highest price accepted: a million dollars per million tokens. */
  public static final long HIGHEST = 1_000_000L * Money.NANOS_PER_USD;

  public TokenRates {
    check("input", input);
    check("cached_input", cachedInput);
    check("cache_write", cacheWrite);
    check("output", output);
  }

  /** The dearest way a prompt token can be counted. */
  public long dearestInput() {
    return Math.max(input, Math.max(cachedInput, cacheWrite));
  }

  private static void check(String name, long price) {
    if (price < 0 || price > HIGHEST) {
      throw new IllegalArgumentException(
          name + ": " + price + " (expected: 0 to " + HIGHEST + " nano-USD per million tokens)");
    }
  }
}
