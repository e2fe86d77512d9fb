package io.modelcatalog.domain.money;

import java.util.Optional;

/**
 * What a model costs. A prompt longer than the long-context threshold is charged by the long rates
 * as a whole, as providers do, not only its excess.
 *
 * @param rates the ordinary rates of tokens; all zero where {@link UnitPrices#only} says that
 *     tokens have no price
 * @param longContext the rates of long prompts, if the provider has such a tier
 * @param units prices of what is not counted in tokens
 * @param peak the hours at which tokens of prompts below the threshold cost more, if there are any
 */
public record ModelPrice(
    TokenRates rates,
    Optional<LongContext> longContext,
    UnitPrices units,
    Optional<PeakHours> peak) {
  /** What does not fit costs this much: more than any budget, and still safe to add up. */
  private static final long SATURATED = Long.MAX_VALUE / 4;

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

  /**
   * Tokens by the way they are priced; no token counts twice.
   *
   * @param input uncached prompt tokens of text
   * @param audioInput uncached prompt tokens of sound
   * @param cachedInput prompt tokens read from a cache
   * @param cacheWrite prompt tokens written to a cache for its usual time
   * @param cacheWriteLong prompt tokens written to a cache for its longest time
   * @param output completion tokens of text
   * @param audioOutput completion tokens of sound
   */
  public record Tokens(
      long input,
      long audioInput,
      long cachedInput,
      long cacheWrite,
      long cacheWriteLong,
      long output,
      long audioOutput) {
    private long prompt() {
      return saturatedSum(
          saturatedSum(input, audioInput),
          saturatedSum(cachedInput, saturatedSum(cacheWrite, cacheWriteLong)));
    }
  }

  /** A price of tokens alone. */
  public ModelPrice(TokenRates rates, Optional<LongContext> longContext) {
    this(rates, longContext, UnitPrices.NONE, Optional.empty());
  }

  /** A price without tiers. */
  public static ModelPrice flat(TokenRates rates) {
    return new ModelPrice(rates, Optional.empty());
  }

  /** The same with prices of further units. */
  public ModelPrice with(UnitPrices prices) {
    return new ModelPrice(rates, longContext, prices, peak);
  }

  /** The same with factors applied to each component. */
  public ModelPrice adjusted(PriceAdjustment adjustment) {
    return adjustment.equals(PriceAdjustment.NONE)
        ? this
        : new ModelPrice(
            adjustment.of(rates),
            longContext.map(tier -> new LongContext(tier.threshold(), adjustment.of(tier.rates()))),
            adjustment.of(units),
            peak.map(hours -> new PeakHours(hours.spans(), adjustment.of(hours.rates()))));
  }

  /**
   * The cost of one call outside of any peak hours, rounded up once: a budget may stop early, never
   * late.
   *
   * @param input uncached prompt tokens
   * @param cachedInput prompt tokens read from a cache
   * @param cacheWrite prompt tokens written to a cache
   * @param output completion tokens
   * @return the cost; saturated at the largest amount where it would not fit
   */
  public Money cost(long input, long cachedInput, long cacheWrite, long output) {
    return cost(new Tokens(input, 0, cachedInput, cacheWrite, 0, output, 0), 0, -1);
  }

  /**
   * The cost of one call's tokens, rounded up once. Vendors differ in whether the beginning or the
   * end of a call decides on its peak price, so either does.
   *
   * @param tokens what was used
   * @param fromMillis when the call began, milliseconds since the epoch
   * @param toMillis when it ended; before its beginning if it is not to count as a peak
   * @return the cost; saturated at the largest amount where it would not fit
   */
  public Money cost(Tokens tokens, long fromMillis, long toMillis) {
    TokenRates tier = tierOf(tokens.prompt(), fromMillis, toMillis);
    return perMillion(
        product(tokens.input(), tier.input())
            .add(product(tokens.audioInput(), tier.audioInput()))
            .add(product(tokens.cachedInput(), tier.cachedInput()))
            .add(product(tokens.cacheWrite(), tier.cacheWrite()))
            .add(product(tokens.cacheWriteLong(), tier.cacheWriteLong()))
            .add(product(tokens.output(), tier.output()))
            .add(product(tokens.audioOutput(), tier.audioOutput())));
  }

  /** An upper bound of the cost of a call of text with at most so many tokens. */
  public Money upperBound(long promptTokens, long outputTokens) {
    return upperBound(promptTokens, outputTokens, false, false);
  }

  /**
   * An upper bound of the cost of a call with at most so many tokens, whichever tier, hour and way
   * of counting a token turns out to apply.
   *
   * @param soundIn whether the prompt may hold sound
   * @param soundOut whether the answer may hold sound
   */
  public Money upperBound(long promptTokens, long outputTokens, boolean soundIn, boolean soundOut) {
    Money bound = bound(rates, promptTokens, outputTokens, soundIn, soundOut);
    if (longContext.isPresent() && promptTokens >= longContext.get().threshold()) {
      bound =
          dearer(
              bound,
              bound(longContext.get().rates(), promptTokens, outputTokens, soundIn, soundOut));
    }
    if (peak.isPresent()) {
      bound =
          dearer(bound, bound(peak.get().rates(), promptTokens, outputTokens, soundIn, soundOut));
    }
    return bound;
  }

  /**
   * The cost of a number of units.
   *
   * @param price nano-dollars each; 0 or more
   * @return the cost; saturated at the largest amount where it would not fit
   */
  public static long ofUnits(long count, long price) {
    long high = Math.multiplyHigh(count, price);
    long low = count * price;
    return high != 0 || low < 0 ? SATURATED : Math.min(low, SATURATED);
  }

  private TokenRates tierOf(long promptTokens, long fromMillis, long toMillis) {
    if (longContext.isPresent() && promptTokens >= longContext.get().threshold()) {
      return longContext.get().rates();
    }
    return peak.isPresent() && toMillis >= fromMillis && peak.get().touch(fromMillis, toMillis)
        ? peak.get().rates()
        : rates;
  }

  private static Money dearer(Money a, Money b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static Money bound(
      TokenRates tier, long promptTokens, long outputTokens, boolean soundIn, boolean soundOut) {
    return perMillion(
        product(promptTokens, tier.dearestInput(soundIn))
            .add(product(outputTokens, tier.dearestOutput(soundOut))));
  }

  private static Wide product(long tokens, long rate) {
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens: " + tokens + " (expected: 0 or more)");
    }
    return new Wide(Math.multiplyHigh(tokens, rate), tokens * rate);
  }

  private static Money perMillion(Wide total) {
    if (total.high() != 0 || total.low() < 0) {
      return new Money(SATURATED);
    }
    return new Money(Math.min(Math.ceilDiv(total.low(), 1_000_000L), SATURATED));
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
