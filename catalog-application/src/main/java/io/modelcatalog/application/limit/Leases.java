package io.modelcatalog.application.limit;

import io.modelcatalog.application.port.lease.LeaseStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a replica leases its limits: budgets at one desk, rate limits at the same or another. Two
 * stores have a desk each, so that what is spent does not hang on a store that may forget, and one
 * that is away does not keep the other from being asked.
 */
public final class Leases implements AutoCloseable {
  private final LeaseDesk budgets;
  private final LeaseDesk rates;

  /**
   * Desks for the counters of this replica.
   *
   * @param accounts the counters
   * @param budgets where budgets are leased
   * @param rates where rate limits are leased; the same store for one desk
   * @param replica this replica's name, the same after a restart
   * @param clock time
   * @param options how long to wait for what
   * @param ticker nanoseconds that only ever grow, from wherever
   */
  public Leases(
      LimitAccounts accounts,
      LeaseStore budgets,
      LeaseStore rates,
      String replica,
      InstantSource clock,
      LeaseOptions options,
      LongSupplier ticker) {
    this.budgets = new LeaseDesk(accounts, budgets, replica, clock, options, ticker);
    this.rates =
        budgets == rates
            ? this.budgets
            : new LeaseDesk(accounts, rates, replica, clock, options, ticker);
    accounts.attach(this);
  }

  /**
   * Begins to lease. What this replica held in an earlier life is stated anew as what it really
   * used, so the usage of that life has to be booked, and handed to {@link LimitAccounts#restore},
   * before. A store that is away at the start is joined when it is there.
   */
  public void open() {
    budgets.open();
    if (rates != budgets) {
      rates.open();
    }
  }

  /**
   * Finds out whether there is more for a call that is short. The stage is completed on a thread
   * that must not be blocked.
   */
  public CompletionStage<LeaseDesk.Found> fetch(Taken.Undecided undecided) {
    if (rates == budgets) {
      return budgets.fetch(undecided.lines(), undecided.amounts());
    }
    CompletableFuture<LeaseDesk.Found> first = fetch(undecided, false);
    CompletableFuture<LeaseDesk.Found> second = fetch(undecided, true);
    return first.thenCombine(
        second,
        (a, b) ->
            a == LeaseDesk.Found.AWAY || b == LeaseDesk.Found.AWAY
                ? LeaseDesk.Found.AWAY
                : LeaseDesk.Found.ANSWERED);
  }

  private CompletableFuture<LeaseDesk.Found> fetch(Taken.Undecided undecided, boolean ofRates) {
    List<LimitLine> lines = new ArrayList<>();
    List<Long> amounts = new ArrayList<>();
    for (int i = 0; i < undecided.lines().length; i++) {
      if (undecided.lines()[i].isRate() == ofRates) {
        lines.add(undecided.lines()[i]);
        amounts.add(undecided.amounts()[i]);
      }
    }
    return lines.isEmpty()
        ? CompletableFuture.completedFuture(LeaseDesk.Found.ANSWERED)
        : (ofRates ? rates : budgets)
            .fetch(
                lines.toArray(LimitLine[]::new),
                amounts.stream().mapToLong(Long::longValue).toArray());
  }

  /** How it is doing: of two stores, the worse. */
  public LeaseDesk.Status status() {
    LeaseDesk.Status one = budgets.status();
    if (rates == budgets) {
      return one;
    }
    LeaseDesk.Status other = rates.status();
    return new LeaseDesk.Status(
        one.away() || other.away(),
        worse(one, other),
        one.waited() + other.waited(),
        one.exchanges() + other.exchanges(),
        one.living());
  }

  private static @Nullable String worse(LeaseDesk.Status one, LeaseDesk.Status other) {
    return one.problem() == null || (other.away() && !one.away()) ? other.problem() : one.problem();
  }

  /** A call took from its limits. Called with the locks of their counters. */
  void touched(LimitLine[] lines) {
    if (lines.length > 0) {
      long now = budgets.nanos();
      for (LimitLine line : lines) {
        desk(line).touched(line, now);
      }
    }
  }

  /** The catalog compiled a limit anew. */
  void compiled(LimitLine line) {
    desk(line).compiled(line);
  }

  private LeaseDesk desk(LimitLine line) {
    return line.isRate() ? rates : budgets;
  }

  /** Gives everything back that is not in use. Calls should have ended and been booked before. */
  @Override
  public void close() {
    budgets.close();
    if (rates != budgets) {
      rates.close();
    }
  }
}
