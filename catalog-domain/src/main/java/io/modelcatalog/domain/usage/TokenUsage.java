package io.modelcatalog.domain.usage;

/**
 * What an upstream says a call used, normalised: the input counts do not overlap, and reasoning is
 * part of the output.
 *
 * @param input prompt tokens that no cache served
 * @param cachedInput prompt tokens read from a cache
 * @param cacheWrite prompt tokens written to a cache
 * @param output completion tokens, reasoning included
 * @param reasoning the part of the output spent on reasoning
 */
public record TokenUsage(
    long input, long cachedInput, long cacheWrite, long output, long reasoning) {
  /** Nothing used. */
  public static final TokenUsage ZERO = new TokenUsage(0, 0, 0, 0, 0);

  public TokenUsage {
    if (input < 0 || cachedInput < 0 || cacheWrite < 0 || output < 0 || reasoning < 0) {
      throw new IllegalArgumentException("tokens: negative");
    }
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

  /** An upstream reports what it likes: a sum that wrapped would be a refund. */
  private static long saturatedSum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
