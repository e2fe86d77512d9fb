package io.modelcatalog.domain.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1000000000",
    "0.1, 100000000",
    "0.000000001, 1",
    "0.0000000001, 1",
    "0.0000000010000001, 2",
    "12.345678901, 12345678901",
    "0, 0",
    "-0.5, -500000000",
    "9223372036.854775807, 9223372036854775807"
  })
  void isExactToTheNanoDollarAndRoundsUpBelowIt(String dollars, long nanos) {
    assertThat(Money.usd(new BigDecimal(dollars)).nanos()).isEqualTo(nanos);
  }

  @Test
  void tenDimesAreADollar() {
    Money sum = Money.ZERO;
    for (int i = 0; i < 10; i++) {
      sum = sum.plus(Money.usd(new BigDecimal("0.1")));
    }

    assertThat(sum).isEqualTo(Money.usd(1));
  }

  @Test
  void whatDoesNotFitIsAnErrorAndNeverWraps() {
    Money most = new Money(Long.MAX_VALUE);

    assertThatThrownBy(() -> most.plus(new Money(1))).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> new Money(Long.MIN_VALUE).minus(new Money(1)))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Money.usd(9_223_372_037L)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Money.usd(new BigDecimal("9223372036.854775808")))
        .isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "-1e999999999", "1e2147483647"})
  void anAbsurdlyLargeNumberIsRefusedAtOnce(String dollars) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () ->
            assertThatThrownBy(() -> Money.usd(new BigDecimal(dollars)))
                .isInstanceOf(ArithmeticException.class));
  }

  @Test
  void anAbsurdlySmallNumberIsRoundedUpAtOnce() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          assertThat(Money.usd(new BigDecimal("1e-999999999"))).isEqualTo(new Money(1));
          assertThat(Money.usd(new BigDecimal("-1e-999999999"))).isEqualTo(Money.ZERO);
          assertThat(Money.usd(new BigDecimal("0e-999999999"))).isEqualTo(Money.ZERO);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "1000000000, 1 USD",
    "1500000000, 1.5 USD",
    "1, 0.000000001 USD",
    "0, 0 USD",
    "100000000000, 100 USD"
  })
  void readsAsDollars(long nanos, String text) {
    assertThat(new Money(nanos)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void dollarsReadBackTheSame(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      Money money = new Money(random.nextLong());

      assertThat(Money.usd(money.toUsd())).isEqualTo(money);
    }
  }
}
