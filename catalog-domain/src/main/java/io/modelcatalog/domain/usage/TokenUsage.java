package io.modelcatalog.domain.usage;

import io.modelcatalog.domain.money.ModelPrice;

/**
 * What an upstream says a call used, normalised: the input counts do not overlap, and reasoning is
 * part of the output.
 *
 * @param input prompt tokens that no cache served
 * @param cachedInput prompt tokens read from a cache
 * @param cacheWrite prompt tokens written to a cache
 * @param output completion tokens, reasoning included
 * @param reasoning the part of the output spent on reasoning
 * @param cacheWriteLong the part of the cache writes that is kept for the longer time
 * @param audioInput the part of the input that is sound
 * @param audioOutput the part of the output that is sound
 */
public record TokenUsage(
    long input,
    long cachedInput,
    long cacheWrite,
    long output,
    long reasoning,
    long cacheWriteLong,
    long audioInput,
    long audioOutput) {
  /** Nothing used. */
  public static final TokenUsage ZERO = new TokenUsage(0, 0, 0, 0, 0);

  public TokenUsage {
    if (input < 0 || cachedInput < 0 || cacheWrite < 0 || output < 0 || reasoning < 0) {
      throw new IllegalArgumentException("tokens: negative");
    }
    checkPart("cache_write_long", cacheWriteLong, cacheWrite);
    checkPart("audio_input", audioInput, input);
    checkPart("audio_output", audioOutput, output);
  }

  /** Usage of text, with cache writes of the usual time. */
  public TokenUsage(long input, long cachedInput, long cacheWrite, long output, long reasoning) {
    this(input, cachedInput, cacheWrite, output, reasoning, 0, 0, 0);
  }

  /** Plain input and output. */
  public static TokenUsage of(long input, long output) {
    return new TokenUsage(input, 0, 0, output, 0);
  }

  /** All prompt tokens; the largest number where the sum would not fit. */
  public long prompt() {
    return saturatedSum(input, saturatedSum(cachedInput, cacheWrite));
  }

  /** Prompt and completion tokens; the largest number where the sum would not fit. */
  public long total() {
    return saturatedSum(prompt(), output);
  }

  /** The tokens by the way they are priced. */
  public ModelPrice.Tokens priced() {
    return new ModelPrice.Tokens(
        input - audioInput,
        audioInput,
        cachedInput,
        cacheWrite - cacheWriteLong,
        cacheWriteLong,
        output - audioOutput,
        audioOutput);
  }

  private static void checkPart(String name, long part, long whole) {
    if (part < 0 || part > whole) {
      throw new IllegalArgumentException(name + ": " + part + " (expected: 0 to " + whole + ")");
    }
  }

  /** An upstream reports what it likes: a sum that wrapped would be a refund. */
  private static long saturatedSum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
