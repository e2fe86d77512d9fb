package io.modelcatalog.domain.limit;

/**
 * The counter behind one limit: what is used in the current window, and what calls in flight have
 * reserved. A pure state machine: single-threaded, time and limit come in.
 *
 * <p>A window that ends takes its reservations with it: a call belongs to the window in which it
 * was admitted, so settling it later leaves the next window alone.
 */
public final class Account {
  private long windowStart;
  private long windowSerial;
  private long used;
  private long reserved;

  /**
   * A counter as it was last known.
   *
   * @param windowStart start of the window it counts, milliseconds since the epoch
   * @param used what was used in that window
   */
  public Account(long windowStart, long used) {
    this.windowStart = windowStart;
    this.used = used;
  }

  /**
   * Moves on to a window if it is newer; a clock that went back changes nothing.
   *
   * @param start start of the window, milliseconds since the epoch
   */
  public void roll(long start) {
    if (start > windowStart) {
      windowStart = start;
      windowSerial++;
      used = 0;
      reserved = 0;
    }
  }

  /** Whether the amount fits beside what is used and reserved. */
  public boolean hasRoom(long amount, long limit) {
    // None of these sums may wrap: all are 0 or more, and a limit can be lowered below what is
    // used.
    long taken = saturatedAdd(used, reserved);
    return taken <= limit && amount <= limit - taken;
  }

  /**
   * Sets the amount aside. The caller has asked {@link #hasRoom} before.
   *
   * @return the serial of the window it was taken from, for {@link #settle}
   */
  public long reserve(long amount) {
    reserved += amount;
    return windowSerial;
  }

  /**
   * Frees a reservation and counts what was really used, once per reservation.
   *
   * @param serial what {@link #reserve} gave
   * @param reservedAmount what was set aside
   * @param usedAmount what was used; more than was set aside is counted in full
   */
  public void settle(long serial, long reservedAmount, long usedAmount) {
    if (serial == windowSerial) {
      reserved -= reservedAmount;
      used = saturatedAdd(used, usedAmount);
    }
  }

  /** Counts use that was not reserved, such as what a journal brings back. */
  public void post(long start, long amount) {
    roll(start);
    if (start == windowStart) {
      used = saturatedAdd(used, amount);
    }
  }

  /** Start of the window, milliseconds since the epoch. */
  public long windowStart() {
    return windowStart;
  }

  /** What is used in this window. */
  public long used() {
    return used;
  }

  /** What calls in flight have set aside in this window. */
  public long reserved() {
    return reserved;
  }

  private static long saturatedAdd(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
