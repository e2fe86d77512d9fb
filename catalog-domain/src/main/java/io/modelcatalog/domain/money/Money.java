package io.modelcatalog.domain.money;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An exact amount of US dollars.
 *
 * @param nanos the amount in nano-dollars (10⁻⁹ USD); a {@code long} holds 9.2 billion dollars
 */
public record Money(long nanos) implements Comparable<Money> {
  /** Nothing. */
  public static final Money ZERO = new Money(0);

  /** Nano-dollars in a dollar. */
  public static final long NANOS_PER_USD = 1_000_000_000L;

  private static final int MOST_DIGITS = 10;
  private static final int FINEST_DIGIT = -9;

  /**
   * From a decimal number of dollars, rounded up below a nano-dollar: against the budget.
   *
   * @throws ArithmeticException if it does not fit
   */
  public static Money usd(BigDecimal dollars) {
    // The exponent decides alone where it is extreme: writing such a number out would take ages.
    long digits = (long) dollars.precision() - dollars.scale();
    if (dollars.signum() == 0) {
      return ZERO;
    }
    if (digits > MOST_DIGITS) {
      throw new ArithmeticException("dollars: more than " + MOST_DIGITS + " digits");
    }
    if (digits < FINEST_DIGIT) {
      return new Money(dollars.signum() > 0 ? 1 : 0);
    }
    return new Money(dollars.movePointRight(9).setScale(0, RoundingMode.CEILING).longValueExact());
  }

  /** Whole dollars. */
  public static Money usd(long dollars) {
    return new Money(Math.multiplyExact(dollars, NANOS_PER_USD));
  }

  /** The amount as a decimal number of dollars. */
  public BigDecimal toUsd() {
    BigDecimal usd = BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
    return usd.scale() < 0 ? usd.setScale(0, RoundingMode.UNNECESSARY) : usd;
  }

  /** Sum; overflow is an {@link ArithmeticException}. */
  public Money plus(Money other) {
    return new Money(Math.addExact(nanos, other.nanos));
  }

  /** Difference; overflow is an {@link ArithmeticException}. */
  public Money minus(Money other) {
    return new Money(Math.subtractExact(nanos, other.nanos));
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(nanos, other.nanos);
  }

  @Override
  public String toString() {
    return toUsd().toPlainString() + " USD";
  }
}
