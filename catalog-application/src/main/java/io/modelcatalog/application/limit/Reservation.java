package io.modelcatalog.application.limit;

import io.modelcatalog.domain.usage.Charge;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** What one call has set aside on all its limits. Settled exactly once. */
public final class Reservation implements Taken {
  private final LimitLine[] lines;
  private final long[] serials;
  private final long[] windowStarts;
  private final long cost;
  private final long tokens;
  private final long[] left;
  private final long takenMillis;
  private final long over;
  private final AtomicBoolean settled = new AtomicBoolean();

  /**
   * What a call took.
   *
   * @param over the limits that let it pass although it was not known that they had room, by bits;
   *     of a call under more than 64 limits only the first can do so
   */
  Reservation(
      LimitLine[] lines,
      long[] serials,
      long[] windowStarts,
      long cost,
      long tokens,
      long[] left,
      long takenMillis,
      long over) {
    this.lines = lines;
    this.serials = serials;
    this.windowStarts = windowStarts;
    this.cost = cost;
    this.tokens = tokens;
    this.left = left;
    this.takenMillis = takenMillis;
    this.over = over;
  }

  /** How the limits stood right after this was taken. */
  public Standing standing() {
    return new Standing(lines, left, takenMillis);
  }

  /** Whether any of its limits counts cost or tokens. */
  public boolean countsUse() {
    for (LimitLine line : lines) {
      if (line.measure() != Measure.REQUESTS) {
        return true;
      }
    }
    return false;
  }

  /** The upper bound of the cost, in nano-dollars. */
  public long cost() {
    return cost;
  }

  /** The upper bound of the tokens. */
  public long tokens() {
    return tokens;
  }

  /**
   * Frees what was set aside and counts what was used. Later calls change nothing.
   *
   * @param usedCost nano-dollars
   * @param usedTokens tokens
   * @return whether this call settled it
   */
  public boolean settle(long usedCost, long usedTokens) {
    return end(true, usedCost, usedTokens);
  }

  /**
   * Frees what was set aside for a call that is not made after all: it counts against no limit, not
   * even one of requests. Later calls change nothing.
   *
   * @return whether this call settled it
   */
  public boolean release() {
    return end(false, 0, 0);
  }

  private boolean end(boolean made, long usedCost, long usedTokens) {
    if (!settled.compareAndSet(false, true)) {
      return false;
    }
    for (int i = 0; i < lines.length; i++) {
      Measure measure = lines[i].measure();
      SharedAccount account = lines[i].account();
      account.lock.lock();
      try {
        account.state.settle(
            serials[i], measure.of(cost, tokens), made ? measure.of(usedCost, usedTokens) : 0);
      } finally {
        account.lock.unlock();
      }
    }
    return true;
  }

  /** What the call adds to each counter if it used so much. */
  public List<Charge> charges(long usedCost, long usedTokens) {
    List<Charge> charges = new ArrayList<>(lines.length);
    for (int i = 0; i < lines.length; i++) {
      charges.add(
          new Charge(
              lines[i].account().name,
              windowStarts[i],
              lines[i].measure().of(usedCost, usedTokens),
              i < Long.SIZE && (over & 1L << i) != 0));
    }
    return charges;
  }
}
