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

  /** All prompt tokens. */
  public long prompt() {
    return input + cachedInput + cacheWrite;
  }

  /** Prompt and completion tokens. */
  public long total() {
    return prompt() + output;
  }
}
