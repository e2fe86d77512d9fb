package io.modelcatalog.domain.money;

/**
 * Prices of one tier, in nano-dollars per million tokens.
 *
 * @param input uncached prompt tokens of text
 * @param cachedInput prompt tokens read from a cache
 * @param cacheWrite prompt tokens written to a cache for its usual time
 * @param output completion tokens of text, reasoning included
 * @param cacheWriteLong prompt tokens written to a cache for its longest time
 * @param audioInput uncached prompt tokens of sound
 * @param audioOutput completion tokens of sound
 */
public record TokenRates(
    long input,
    long cachedInput,
    long cacheWrite,
    long output,
    long cacheWriteLong,
    long audioInput,
    long audioOutput) {
  /** The highest price accepted: a million dollars per million tokens. */
  public static final long HIGHEST = 1_000_000L * Money.NANOS_PER_USD;

  public TokenRates {
    check("input", input);
    check("cached_input", cachedInput);
    check("cache_write", cacheWrite);
    check("output", output);
    check("cache_write_long", cacheWriteLong);
    check("audio_input", audioInput);
    check("audio_output", audioOutput);
  }

  /** Rates of a model for which all tokens of a prompt, and all of an answer, are alike. */
  public TokenRates(long input, long cachedInput, long cacheWrite, long output) {
    this(input, cachedInput, cacheWrite, output, cacheWrite, input, output);
  }

  /**
   * The dearest way a prompt token can be counted.
   *
   * @param sound whether the prompt may hold sound
   */
  public long dearestInput(boolean sound) {
    long text = Math.max(Math.max(input, cachedInput), Math.max(cacheWrite, cacheWriteLong));
    return sound ? Math.max(text, audioInput) : text;
  }

  /**
   * The dearest way a completion token can be counted.
   *
   * @param sound whether the answer may hold sound
   */
  public long dearestOutput(boolean sound) {
    return sound ? Math.max(output, audioOutput) : output;
  }

  private static void check(String name, long price) {
    if (price < 0 || price > HIGHEST) {
      throw new IllegalArgumentException(
          name + ": " + price + " (expected: 0 to " + HIGHEST + " nano-USD per million tokens)");
    }
  }
}
