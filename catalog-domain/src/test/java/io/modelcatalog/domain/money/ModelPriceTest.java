package io.modelcatalog.domain.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPriceTest {
  private static final Money LARGEST = new Money(Long.MAX_VALUE / 4);

  /** $2.50 in, $1.25 cached, $3.00 cache write, $10 out, per million tokens. */
  private static final TokenRates RATES =
      new TokenRates(2_500_000_000L, 1_250_000_000L, 3_000_000_000L, 10_000_000_000L);

  @Test
  void chargesEachKindOfTokenByItsOwnRate() {
    ModelPrice price = ModelPrice.flat(RATES);

    assertThat(price.cost(1_000_000, 0, 0, 0)).isEqualTo(new Money(2_500_000_000L));
    assertThat(price.cost(0, 1_000_000, 0, 0)).isEqualTo(new Money(1_250_000_000L));
    assertThat(price.cost(0, 0, 1_000_000, 0)).isEqualTo(new Money(3_000_000_000L));
    assertThat(price.cost(0, 0, 0, 1_000_000)).isEqualTo(new Money(10_000_000_000L));
    assertThat(price.cost(10, 20, 30, 40))
        .isEqualTo(new Money(10 * 2_500L + 20 * 1_250L + 30 * 3_000L + 40 * 10_000L));
  }

  @Test
  void roundsUpOnceForTheWholeCall() {
    ModelPrice tiny = ModelPrice.flat(new TokenRates(1, 1, 1, 1));

    assertThat(tiny.cost(0, 0, 0, 0)).isEqualTo(Money.ZERO);
    assertThat(tiny.cost(1, 0, 0, 0)).isEqualTo(new Money(1));
    assertThat(tiny.cost(1, 1, 1, 1)).isEqualTo(new Money(1));
    assertThat(tiny.cost(1_000_001, 0, 0, 0)).isEqualTo(new Money(2));
  }

  @Test
  void aLongPromptIsChargedByTheLongRatesAsAWhole() {
    ModelPrice price = tiered(1_000, RATES, doubled(RATES));

    assertThat(price.cost(999, 0, 0, 10)).isEqualTo(ModelPrice.flat(RATES).cost(999, 0, 0, 10));
    assertThat(price.cost(500, 300, 200, 10))
        .isEqualTo(ModelPrice.flat(doubled(RATES)).cost(500, 300, 200, 10));
  }

  @Test
  void whatWouldNotFitIsTheLargestAmountAndNeverWraps() {
    ModelPrice dear =
        ModelPrice.flat(
            new TokenRates(
                TokenRates.HIGHEST, TokenRates.HIGHEST, TokenRates.HIGHEST, TokenRates.HIGHEST));

    assertThat(dear.cost(Long.MAX_VALUE, 0, 0, 0)).isEqualTo(LARGEST);
    assertThat(dear.cost(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE))
        .isEqualTo(LARGEST);
    assertThat(dear.upperBound(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(LARGEST);
  }

  @Test
  void aNegativeCountIsABugAndNotARefund() {
    assertThatThrownBy(() -> ModelPrice.flat(RATES).cost(-1, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ModelPrice.flat(RATES).cost(0, 0, 0, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ModelPrice.flat(RATES).upperBound(1, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void pricesAreWithinBounds() {
    assertThatThrownBy(() -> new TokenRates(-1, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("input");
    assertThatThrownBy(() -> new TokenRates(0, 0, 0, TokenRates.HIGHEST + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("output");
    assertThatThrownBy(() -> new ModelPrice.LongContext(0, RATES))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theBoundTakesTheDearestWayToCountAPromptToken() {
    assertThat(ModelPrice.flat(RATES).upperBound(1_000_000, 0))
        .isEqualTo(new Money(3_000_000_000L));
  }

  @Test
  void theBoundTakesTheDearerTierWhicheverThatIs() {
    TokenRates cheapWhenLong = new TokenRates(1, 1, 1, 1);

    assertThat(tiered(100, RATES, doubled(RATES)).upperBound(100, 0))
        .isEqualTo(ModelPrice.flat(doubled(RATES)).upperBound(100, 0));
    assertThat(tiered(100, RATES, cheapWhenLong).upperBound(100, 0))
        .isEqualTo(ModelPrice.flat(RATES).upperBound(100, 0));
    assertThat(tiered(100, RATES, doubled(RATES)).upperBound(99, 0))
        .isEqualTo(ModelPrice.flat(RATES).upperBound(99, 0));
  }

  @Test
  void chargesSoundAndLongCacheWritesByTheirOwnRates() {
    ModelPrice price = ModelPrice.flat(new TokenRates(1, 2, 4, 8, 16, 32, 64));

    assertThat(
            price.cost(
                new ModelPrice.Tokens(
                    1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000),
                0,
                -1))
        .isEqualTo(new Money(127));
    assertThat(price.upperBound(1_000_000, 1_000_000, true, true)).isEqualTo(new Money(96));
    assertThat(price.upperBound(1_000_000, 1_000_000)).isEqualTo(new Money(24));
  }

  @Test
  void chargesPeakRatesIfAnyPartOfTheCallLiesInAPeakHour() {
    ModelPrice price =
        new ModelPrice(
            RATES,
            Optional.empty(),
            UnitPrices.NONE,
            Optional.of(new PeakHours(List.of(new PeakHours.Span(1, 5, 60, 240)), doubled(RATES))));
    ModelPrice.Tokens tokens = new ModelPrice.Tokens(1_000, 0, 0, 0, 0, 1_000, 0);
    long monday = Instant.parse("2026-11-23T00:00:00Z").toEpochMilli();
    long saturday = Instant.parse("2026-11-28T02:00:00Z").toEpochMilli();
    long minute = 60_000;
    Money plain = ModelPrice.flat(RATES).cost(1_000, 0, 0, 1_000);
    Money dear = ModelPrice.flat(doubled(RATES)).cost(1_000, 0, 0, 1_000);

    assertThat(price.cost(tokens, monday, monday + 59 * minute)).isEqualTo(plain);
    assertThat(price.cost(tokens, monday, monday + 60 * minute)).isEqualTo(dear);
    assertThat(price.cost(tokens, monday + 239 * minute, monday + 300 * minute)).isEqualTo(dear);
    assertThat(price.cost(tokens, monday + 240 * minute, monday + 300 * minute)).isEqualTo(plain);
    assertThat(price.cost(tokens, saturday, saturday)).isEqualTo(plain);
    assertThat(price.cost(tokens, saturday, saturday + 8 * 24 * 60 * minute)).isEqualTo(dear);
    assertThat(price.upperBound(1_000, 1_000))
        .isEqualTo(ModelPrice.flat(doubled(RATES)).upperBound(1_000, 1_000));
  }

  @Test
  void adjustsEachComponentAndRoundsUp() {
    ModelPrice price =
        new ModelPrice(
                new TokenRates(10, 10, 10, 10, 10, 10, 10),
                Optional.of(new ModelPrice.LongContext(5, new TokenRates(20, 20, 20, 20))))
            .with(new UnitPrices(10, 10, UnitPrices.UNKNOWN, 10, false));
    PriceAdjustment adjustment =
        new PriceAdjustment(
            new BigDecimal("0.11"),
            new BigDecimal("2"),
            new BigDecimal("3"),
            new BigDecimal("4"),
            new BigDecimal("5"),
            new BigDecimal("6"),
            new BigDecimal("7"));

    ModelPrice adjusted = price.adjusted(adjustment);

    assertThat(adjusted.rates()).isEqualTo(new TokenRates(2, 20, 30, 40, 30, 50, 50));
    assertThat(adjusted.longContext().orElseThrow().rates())
        .isEqualTo(new TokenRates(3, 40, 60, 80, 60, 100, 100));
    assertThat(adjusted.units()).isEqualTo(new UnitPrices(60, 70, UnitPrices.UNKNOWN, 70, false));
    assertThat(price.adjusted(PriceAdjustment.NONE)).isSameAs(price);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noCallWithinItsBoundsCostsMoreThanTheBound(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      ModelPrice price = aPrice(random);
      long promptBound = aCount(random);
      long outputBound = aCount(random);
      long prompt = upTo(random, promptBound);
      long cached = upTo(random, prompt);
      long written = upTo(random, prompt - cached);
      long output = upTo(random, outputBound);

      long sound = upTo(random, prompt - cached - written);
      long kept = upTo(random, written);
      long spoken = upTo(random, output);
      boolean soundIn = sound > 0 || random.nextBoolean();
      boolean soundOut = spoken > 0 || random.nextBoolean();
      long at = random.nextLong(1_000_000_000_000L);

      Money cost =
          price.cost(
              new ModelPrice.Tokens(
                  prompt - cached - written - sound,
                  sound,
                  cached,
                  written - kept,
                  kept,
                  output - spoken,
                  spoken),
              at,
              at + upTo(random, 900_000));

      assertThat(cost)
          .as("seed %d step %d: %s", seed, i, price)
          .isLessThanOrEqualTo(price.upperBound(promptBound, outputBound, soundIn, soundOut));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void agreesWithExactArithmetic(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      TokenRates rates = rates(random);
      long input = aCount(random);
      long cached = aCount(random);
      long written = aCount(random);
      long output = aCount(random);
      BigInteger exact =
          times(input, rates.input())
              .add(times(cached, rates.cachedInput()))
              .add(times(written, rates.cacheWrite()))
              .add(times(output, rates.output()));
      BigInteger[] parts = exact.divideAndRemainder(BigInteger.valueOf(1_000_000));
      BigInteger rounded = parts[1].signum() > 0 ? parts[0].add(BigInteger.ONE) : parts[0];

      Money cost = ModelPrice.flat(rates).cost(input, cached, written, output);

      if (exact.bitLength() <= 63) {
        assertThat(cost).isEqualTo(new Money(rounded.longValueExact()));
      } else {
        assertThat(cost).isEqualTo(LARGEST);
      }
    }
  }

  private static BigInteger times(long a, long b) {
    return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
  }

  private static ModelPrice tiered(long threshold, TokenRates rates, TokenRates longRates) {
    return new ModelPrice(rates, Optional.of(new ModelPrice.LongContext(threshold, longRates)));
  }

  private static TokenRates doubled(TokenRates rates) {
    return new TokenRates(
        rates.input() * 2, rates.cachedInput() * 2, rates.cacheWrite() * 2, rates.output() * 2);
  }

  private static ModelPrice aPrice(Random random) {
    ModelPrice price =
        random.nextBoolean()
            ? ModelPrice.flat(rates(random))
            : tiered(1 + upTo(random, 1_000_000), rates(random), rates(random));
    return random.nextBoolean()
        ? price
        : new ModelPrice(
            price.rates(),
            price.longContext(),
            price.units(),
            Optional.of(new PeakHours(List.of(new PeakHours.Span(1, 5, 60, 600)), rates(random))));
  }

  private static TokenRates rates(Random random) {
    return random.nextBoolean()
        ? new TokenRates(rate(random), rate(random), rate(random), rate(random))
        : new TokenRates(
            rate(random),
            rate(random),
            rate(random),
            rate(random),
            rate(random),
            rate(random),
            rate(random));
  }

  private static long rate(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> TokenRates.HIGHEST;
      case 2 -> upTo(random, 1_000);
      default -> upTo(random, 100_000_000_000L);
    };
  }

  private static long aCount(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> Long.MAX_VALUE;
      case 2 -> upTo(random, Long.MAX_VALUE);
      case 3 -> upTo(random, 10);
      default -> upTo(random, 2_000_000);
    };
  }

  private static long upTo(Random random, long most) {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> most;
      default -> most == Long.MAX_VALUE ? random.nextLong(most) : random.nextLong(most + 1);
    };
  }
}
