package io.modelcatalog.benchmarks;

import io.modelcatalog.application.limit.LimitAccounts;
import io.modelcatalog.application.limit.LimitLine;
import io.modelcatalog.application.limit.Reservation;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Declared;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.RateUnit;
import io.modelcatalog.domain.limit.RateWindow;
import io.modelcatalog.domain.limit.ResetPeriod;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * What taking and settling the limits of a call costs when there are few counters and when there
 * are a million, and what memory a counter takes that nobody uses. Each call is under a budget and
 * a rate of a random key, and under four limits that all share.
 *
 * <p>{@code java -cp … io.modelcatalog.benchmarks.AccountScale [most accounts]}
 */
public final class AccountScale {
  private static final long NOW = 1_767_225_600_000L;
  private static final int CALLS = 400_000;

  /** Calls are timed in groups, for the clock is as coarse as a call. */
  private static final int GROUP = 8;

  private AccountScale() {}

  /** Prints one line for each number of accounts. */
  public static void main(String[] arguments) {
    int most = arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0]);
    measure(10_000);
    long base = 0;
    for (int accounts = 100; accounts <= most; accounts *= 100) {
      long[] result = measure(accounts);
      base = base == 0 ? result[1] : base;
      System.out.printf(
          "%,9d accounts: p50 %4d ns, p99 %4d ns (%.2f of the fewest), %d bytes each%n",
          accounts, result[0], result[1], (double) result[1] / base, result[2]);
    }
  }

  private static long[] measure(int count) {
    long before = used();
    LimitAccounts accounts = new LimitAccounts();
    LimitLine[] shared =
        LimitAccounts.join(
            LimitAccounts.join(
                budget(accounts, Level.INTEGRATION, 1), budget(accounts, Level.GRANT, 2)),
            LimitAccounts.join(
                budget(accounts, Level.WORKSPACE, 3), budget(accounts, Level.PROVIDER, 4)));
    int keys = count / 2;
    LimitLine[][] own = new LimitLine[keys][];
    for (int i = 0; i < keys; i++) {
      own[i] =
          LimitAccounts.join(budget(accounts, Level.API_KEY, 1_000 + i), rate(accounts, 1_000 + i));
    }
    long bytes = (used() - before) / count;
    LimitLine[][] calls = new LimitLine[Math.min(keys, 100_000)][];
    Random random = new Random(1);
    for (int i = 0; i < calls.length; i++) {
      calls[i] = LimitAccounts.join(own[random.nextInt(keys)], shared);
    }
    for (int i = 0; i < CALLS; i++) {
      call(accounts, calls[random.nextInt(calls.length)]);
    }
    long[] nanos = new long[CALLS / GROUP];
    for (int i = 0; i < nanos.length; i++) {
      int at = random.nextInt(calls.length);
      long start = System.nanoTime();
      for (int c = 0; c < GROUP; c++) {
        call(accounts, calls[(at + c * 7_919) % calls.length]);
      }
      nanos[i] = (System.nanoTime() - start) / GROUP;
    }
    Arrays.sort(nanos);
    return new long[] {nanos[nanos.length / 2], nanos[nanos.length / 100 * 99], bytes};
  }

  private static void call(LimitAccounts accounts, LimitLine[] lines) {
    if (accounts.take(lines, 1_000, 100, NOW) instanceof Reservation reservation) {
      reservation.settle(500, 50);
    } else {
      throw new IllegalStateException("a limit is too small for this measurement");
    }
  }

  private static LimitLine[] budget(LimitAccounts accounts, Level level, int owner) {
    return accounts.compile(
        List.of(
            new Declared<>(
                Budget.of(BudgetUnit.COST, Long.MAX_VALUE / 2, new ResetPeriod.Monthly()), level)),
        List.of(),
        budget -> LimitKey.of(level, new UUID(1, owner), budget.value(), 0),
        rate -> {
          throw new IllegalStateException("no rates");
        });
  }

  private static LimitLine[] rate(LimitAccounts accounts, int owner) {
    return accounts.compile(
        List.of(),
        List.of(
            new Declared<>(
                new RateLimit(RateUnit.REQUESTS, RateWindow.DAY, Long.MAX_VALUE / 2),
                Level.API_KEY)),
        budget -> {
          throw new IllegalStateException("no budgets");
        },
        rate -> LimitKey.of(Level.API_KEY, new UUID(1, owner), rate.value(), 0));
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
