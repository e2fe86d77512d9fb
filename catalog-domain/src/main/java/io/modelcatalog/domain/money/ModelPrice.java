package io.modelcatalog.domain.money;

import java.util.Optional;

/**
 * What a model costs. A prompt longer than the long-context threshold is charged by the long rates
 * as a whole, as providers do, not only its excess.
 *
 * @param rates the ordinary rates
 * @param longContext the rates of long prompts, if the provider has such a tier
 */
public record ModelPrice(TokenRates rates, Optional<LongContext> longContext) {

  /**
   * The tier of long prompts.
   *
   * @param threshold prompt tokens from which it applies
   * @param rates its rates
   */
  public record LongContext(long threshold, TokenRates rates) {
    public LongContext {
      if (threshold < 1) {
        throw new IllegalArgumentException("threshold: " + threshold + " (expected: 1 or more)");
      }
    }
  }

  /** A price without tiers. */
  public static ModelPrice flat(TokenRates rates) {
    return new ModelPrice(rates, Optional.empty());
  }

  /**
   * The cost of one call, rounded up once: a budget may stop early, never late.
   *
   * @param input uncached prompt tokens
   * @param cachedInput prompt tokens read from a cache
   * @param cacheWrite prompt tokens written to a cache
   * @param output completion tokens
   * @return the cost; saturated at the largest amount where it would not fit
   */
  public Money cost(long input, long cachedInput, long cacheWrite, long output) {
    TokenRates tier = tierOf(saturatedSum(input, saturatedSum(cachedInput, cacheWrite)));
    return perMillion(
        product(input, tier.input())
            .add(product(cachedInput, tier.cachedInput()))
            .add(product(cacheWrite, tier.cacheWrite()))
            .add(product(output, tier.output())));
  }

  /**
   * An upper bound of the cost of a call with at most so many tokens, whichever tier and whichever
   * way of counting a prompt token turns out to apply.
   */
  public Money upperBound(long promptTokens, long outputTokens) {
    Money bound = bound(rates, promptTokens, outputTokens);
    if (longContext.isPresent() && promptTokens >= longContext.get().threshold()) {
      Money tier = bound(longContext.get().rates(), promptTokens, outputTokens);
      return tier.compareTo(bound) > 0 ? tier : bound;
    }
    return bound;
  }

  private TokenRates tierOf(long promptTokens) {
    return longContext.isPresent() && promptTokens >= longContext.get().threshold()
        ? longContext.get().rates()
        : rates;
  }

  private static Money bound(TokenRates tier, long promptTokens, long outputTokens) {
    return perMillion(
        product(promptTokens, tier.dearestInput()).add(product(outputTokens, tier.output())));
  }

  private static Wide product(long tokens, long rate) {
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens: " + tokens + " (expected: 0 or more)");
    }
    return new Wide(Math.multiplyHigh(tokens, rate), tokens * rate);
  }

  private static Money perMillion(Wide total) {
    if (total.high() != 0 || total.low() < 0) {
      return new Money(Long.MAX_VALUE / 4);
    }
    return new Money(Math.min(Math.ceilDiv(total.low(), 1_000_000L), Long.MAX_VALUE / 4));
  }

  private static long saturatedSum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** A non-negative number of up to 127 bits, so that a product of tokens and price cannot wrap. */
  private record Wide(long high, long low) {
    Wide add(Wide other) {
      long sum = low + other.low;
      long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
      return new Wide(high + other.high + carry, sum);
    }
  }
}
