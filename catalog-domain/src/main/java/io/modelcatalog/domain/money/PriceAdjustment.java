package io.modelcatalog.domain.money;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Factors on list prices, one for each component: what an organization pays may differ from the
 * list by a discount or a surcharge. Products are rounded up.
 *
 * @param input uncached prompt tokens
 * @param cachedInput prompt tokens read from a cache
 * @param cacheWrite prompt tokens written to a cache
 * @param output completion tokens, reasoning included
 * @param audio tokens of sound, in prompts and answers
 * @param image pictures made
 * @param units characters, calls and searches
 */
public record PriceAdjustment(
    BigDecimal input,
    BigDecimal cachedInput,
    BigDecimal cacheWrite,
    BigDecimal output,
    BigDecimal audio,
    BigDecimal image,
    BigDecimal units) {
  /** The highest factor accepted. */
  public static final BigDecimal HIGHEST = BigDecimal.valueOf(1_000);

  /** The list prices as they are. */
  public static final PriceAdjustment NONE = all(BigDecimal.ONE);

  public PriceAdjustment {
    check("request_token", input);
    check("cache_read_input_token", cachedInput);
    check("cache_write_input_token", cacheWrite);
    check("response_token", output);
    check("audio", audio);
    check("image", image);
    check("additional_units", units);
  }

  /** One factor for everything. */
  public static PriceAdjustment all(BigDecimal factor) {
    return new PriceAdjustment(factor, factor, factor, factor, factor, factor, factor);
  }

  TokenRates of(TokenRates rates) {
    return new TokenRates(
        times(rates.input(), input, TokenRates.HIGHEST),
        times(rates.cachedInput(), cachedInput, TokenRates.HIGHEST),
        times(rates.cacheWrite(), cacheWrite, TokenRates.HIGHEST),
        times(rates.output(), output, TokenRates.HIGHEST),
        times(rates.cacheWriteLong(), cacheWrite, TokenRates.HIGHEST),
        times(rates.audioInput(), audio, TokenRates.HIGHEST),
        times(rates.audioOutput(), audio, TokenRates.HIGHEST));
  }

  UnitPrices of(UnitPrices prices) {
    return new UnitPrices(
        times(prices.image(), image, UnitPrices.HIGHEST),
        times(prices.character(), units, UnitPrices.HIGHEST),
        times(prices.call(), units, UnitPrices.HIGHEST),
        times(prices.search(), units, UnitPrices.HIGHEST),
        prices.only());
  }

  private static long times(long price, BigDecimal factor, long highest) {
    if (price < 0) {
      return price;
    }
    return BigDecimal.valueOf(price)
        .multiply(factor)
        .setScale(0, RoundingMode.CEILING)
        .min(BigDecimal.valueOf(highest))
        .longValueExact();
  }

  private static void check(String name, BigDecimal factor) {
    if (factor.signum() < 0 || factor.compareTo(HIGHEST) > 0) {
      throw new IllegalArgumentException(name + ": (expected: a factor from 0 to 1000)");
    }
  }
}
