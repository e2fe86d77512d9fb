package io.modelcatalog.domain.limit;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An amount that may be used per period.
 *
 * @param unit what is counted
 * @param amount nano-dollars, tokens or calls, by the unit; 0 blocks
 * @param alertThreshold amount at which people are told, below {@code amount}
 * @param period when it starts over
 * @param nextReset the instant of the next start-over, if it is to differ from the period's own;
 *     after it the period goes on, days being counted from it
 * @param storeAway what to do while the store that replicas share cannot be asked
 */
public record Budget(
    BudgetUnit unit,
    long amount,
    OptionalLong alertThreshold,
    ResetPeriod period,
    Optional<Instant> nextReset,
    StoreAway storeAway) {
  public Budget {
    if (amount < 0) {
      throw new IllegalArgumentException("credit_limit: " + amount + " (expected: 0 or more)");
    }
    if (alertThreshold.isPresent()
        && (alertThreshold.getAsLong() < 0 || alertThreshold.getAsLong() >= amount)) {
      throw new IllegalArgumentException(
          "alert_threshold: must be 0 or more and below credit_limit");
    }
  }

  /** A budget that holds whatever happens. */
  public Budget(
      BudgetUnit unit,
      long amount,
      OptionalLong alertThreshold,
      ResetPeriod period,
      Optional<Instant> nextReset) {
    this(unit, amount, alertThreshold, period, nextReset, StoreAway.REFUSE);
  }

  /** A budget with nothing but an amount and a period. */
  public static Budget of(BudgetUnit unit, long amount, ResetPeriod period) {
    return new Budget(unit, amount, OptionalLong.empty(), period, Optional.empty());
  }

  /** The window that holds the instant. */
  public Window windowAt(Instant now) {
    if (nextReset.isEmpty()) {
      return period.at(now);
    }
    Instant anchor = nextReset.get();
    if (now.isBefore(anchor)) {
      return new Window(Instant.EPOCH, nextReset);
    }
    return switch (period) {
      case ResetPeriod.Never() -> new Window(anchor, Optional.empty());
      case ResetPeriod.EveryDays everyDays -> everyDays.from(anchor, now);
      case ResetPeriod.Weekly() -> notBefore(anchor, period.at(now));
      case ResetPeriod.Monthly() -> notBefore(anchor, period.at(now));
    };
  }

  /** Whether two budgets count the same thing over the same period, and so can be compared. */
  public boolean comparableTo(Budget other) {
    return unit == other.unit && period.equals(other.period);
  }

  private static Window notBefore(Instant anchor, Window regular) {
    return regular.start().isBefore(anchor) ? new Window(anchor, regular.end()) : regular;
  }
}
