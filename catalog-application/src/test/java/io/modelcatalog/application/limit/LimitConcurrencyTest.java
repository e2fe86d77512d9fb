package io.modelcatalog.application.limit;

import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Declared;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.ResetPeriod;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads at once: what the counters promise holds, and a counter that does not is caught. */
class LimitConcurrencyTest {
  private static final long NOW = NOON.toEpochMilli();
  private static final ResetPeriod NEVER = new ResetPeriod.Never();

  /** A budget as the oracle sees it: take an amount, give it back used or unused, look at it. */
  interface Counter {
    /** What gives the amount back, with what was used of it; null if there was no room. */
    LongConsumer take(long amount);

    long used();

    long reserved();
  }

  /** What came of many threads on one budget. */
  record Outcome(long mostHeldAtOnce, long admitted, long used, long reserved) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void neverHoldsMoreThanTheBudgetAndEndsWithNothingReserved(long seed) throws Exception {
    Outcome outcome = storm(new Accounts(10_000), 10_000, seed);

    assertThat(outcome.mostHeldAtOnce()).isLessThanOrEqualTo(10_000);
    assertThat(outcome.reserved()).isZero();
    assertThat(outcome.used()).isLessThanOrEqualTo(10_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64})
  void admitsAnExactBudgetToTheLastUnitAndNoFurther(int price) throws Exception {
    Accounts counter = new Accounts(100L * price);

    AtomicLong admitted = new AtomicLong();
    AtomicLong asked = new AtomicLong();
    inParallel(
        64,
        (thread, random) -> {
          for (int i = 0; i < 78; i++) {
            asked.incrementAndGet();
            LongConsumer settle = counter.take(price);
            if (settle != null) {
              admitted.incrementAndGet();
              settle.accept(price);
            }
          }
        },
        price);

    assertThat(asked.get()).isGreaterThanOrEqualTo(4_992);
    assertThat(admitted).hasValue(100);
    assertThat(counter.used()).isEqualTo(100L * price);
    assertThat(counter.reserved()).isZero();
  }

  @Test
  void laterCallsUseWhatEarlierOnesGaveBackToTheEnd() throws Exception {
    Accounts counter = new Accounts(10_000);
    storm(counter, 10_000, 99);

    long left = 10_000 - counter.used();
    for (long i = 0; i < left; i++) {
      LongConsumer settle = counter.take(1);
      assertThat(settle).as("unit %d of %d left", i, left).isNotNull();
      settle.accept(1);
    }

    assertThat(counter.take(1)).isNull();
    assertThat(counter.used()).isEqualTo(10_000);
  }

  /** The oracle has teeth: a counter that asks and takes in two steps does not get past it. */
  @Test
  void catchesACounterThatChecksAndActsInTwoSteps() throws Exception {
    boolean caught = false;
    for (long seed = 1; seed <= 200 && !caught; seed++) {
      caught = storm(new TwoStepCounter(10_000), 10_000, seed).mostHeldAtOnce() > 10_000;
    }

    assertThat(caught).isTrue();
  }

  /** The oracle has teeth: a counter without a lock loses updates. */
  @Test
  void catchesACounterWithoutALock() throws Exception {
    boolean caught = false;
    for (long seed = 1; seed <= 200 && !caught; seed++) {
      UnlockedCounter broken = new UnlockedCounter(10_000);
      Outcome outcome = storm(broken, 10_000, seed);
      caught = outcome.reserved() != 0 || outcome.mostHeldAtOnce() > 10_000;
    }

    assertThat(caught).isTrue();
  }

  @Test
  @Timeout(60)
  void noSetOfLimitsTakenTogetherWaitsForAnother() throws Exception {
    LimitAccounts accounts = new LimitAccounts();
    List<LimitLine[]> pool = new ArrayList<>();
    Level[] levels = Level.values();
    for (int i = 0; i < 24; i++) {
      pool.add(line(accounts, levels[i % levels.length], new UUID(9, i), 1_000));
    }
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
    AtomicLong calls = new AtomicLong();

    inParallel(
        64,
        (thread, random) -> {
          while (System.nanoTime() < until) {
            LimitLine[] mine = new LimitLine[0];
            for (LimitLine[] one : pool) {
              if (random.nextInt(4) == 0) {
                mine =
                    random.nextBoolean()
                        ? LimitAccounts.join(mine, one)
                        : LimitAccounts.join(one, mine);
              }
            }
            if (accounts.take(mine, random.nextInt(30), 0, NOW)
                instanceof Reservation reservation) {
              calls.incrementAndGet();
              if (random.nextInt(8) == 0) {
                Thread.yield();
              }
              reservation.settle(0, 0);
            }
          }
        },
        11);

    assertThat(calls.get()).isGreaterThan(1_000);
    for (LimitLine[] one : pool) {
      LimitState state = accounts.look(one, 0, 0, NOW).getFirst();
      assertThat(state.reserved()).isZero();
      assertThat(state.used()).isZero();
    }
  }

  @Test
  void aRequestLimitLetsExactlySoManyCallsThroughInAWindow() throws Exception {
    LimitAccounts accounts = new LimitAccounts();
    Declared<RateLimit> limit = new Declared<>(requestsPerMinute(500), Level.API_KEY);
    LimitLine[] lines =
        accounts.compile(
            List.of(),
            List.of(limit),
            null,
            rate -> LimitKey.of(Level.API_KEY, new UUID(1, 1), rate.value(), 0));
    AtomicLong admitted = new AtomicLong();

    inParallel(
        16,
        (thread, random) -> {
          for (int i = 0; i < 200; i++) {
            if (accounts.take(lines, 0, 0, NOW + random.nextInt(60_000))
                instanceof Reservation reservation) {
              admitted.incrementAndGet();
              reservation.settle(0, 0);
            }
          }
        },
        5);

    assertThat(admitted).hasValue(500);
  }

  /** Threads take random amounts, hold them a moment and give back what they did not use. */
  private static Outcome storm(Counter counter, long budget, long seed) throws Exception {
    AtomicLong held = new AtomicLong();
    AtomicLong most = new AtomicLong();
    AtomicLong admitted = new AtomicLong();
    inParallel(
        16,
        (thread, random) -> {
          for (int i = 0; i < 400; i++) {
            long amount = 1 + random.nextLong(budget / 8);
            LongConsumer settle = counter.take(amount);
            if (settle == null) {
              continue;
            }
            admitted.incrementAndGet();
            long now = held.addAndGet(amount);
            most.accumulateAndGet(now, Math::max);
            if (random.nextInt(4) == 0) {
              Thread.yield();
            }
            long used = random.nextInt(100) == 0 ? random.nextLong(1 + amount / 10) : 0;
            // What is used stays held for good; the rest is let go before the counter frees it, so
            // that the sum held never exceeds what the counter believes.
            held.addAndGet(used - amount);
            settle.accept(used);
          }
        },
        seed);
    return new Outcome(most.get(), admitted.get(), counter.used(), counter.reserved());
  }

  private interface Work {
    void run(int thread, Random random) throws Exception;
  }

  private static void inParallel(int threads, Work work, long seed) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int thread = i;
      all.add(
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try {
                      start.await();
                      work.run(thread, new Random(seed * 1_000 + thread));
                    } catch (Throwable failure) {
                      failures.add(failure);
                    }
                  }));
    }
    start.countDown();
    for (Thread thread : all) {
      thread.join(TimeUnit.SECONDS.toMillis(50));
      assertThat(thread.isAlive()).as("a thread is stuck").isFalse();
    }
    assertThat(failures).isEmpty();
  }

  private static LimitLine[] line(LimitAccounts accounts, Level level, UUID owner, long amount) {
    return accounts.compile(
        List.of(new Declared<>(Budget.of(BudgetUnit.COST, amount, NEVER), level)),
        List.of(),
        budget -> LimitKey.of(level, owner, budget.value(), 0),
        null);
  }

  /** The counter under test: a call at three levels, of which the innermost binds. */
  private static final class Accounts implements Counter {
    private final LimitAccounts accounts = new LimitAccounts();
    private final LimitLine[] lines;
    private final LimitLine[] binding;

    Accounts(long budget) {
      binding = line(accounts, Level.API_KEY, new UUID(1, 3), budget);
      lines =
          LimitAccounts.join(
              binding,
              LimitAccounts.join(
                  line(accounts, Level.GRANT, new UUID(1, 1), Long.MAX_VALUE),
                  line(accounts, Level.PROVIDER, new UUID(1, 2), budget * 2)));
    }

    @Override
    public LongConsumer take(long amount) {
      return accounts.take(lines, amount, 0, NOW) instanceof Reservation reservation
          ? used -> assertThat(reservation.settle(used, 0)).isTrue()
          : null;
    }

    @Override
    public long used() {
      return accounts.look(binding, 0, 0, NOW).getFirst().used();
    }

    @Override
    public long reserved() {
      return accounts.look(lines, 0, 0, NOW).stream().mapToLong(LimitState::reserved).sum();
    }
  }

  /** Known to be wrong: there is room when it is asked, and none when it is taken. */
  private static final class TwoStepCounter implements Counter {
    private final long budget;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong reserved = new AtomicLong();

    TwoStepCounter(long budget) {
      this.budget = budget;
    }

    @Override
    public LongConsumer take(long amount) {
      if (amount > budget - used.get() - reserved.get()) {
        return null;
      }
      Thread.yield();
      reserved.addAndGet(amount);
      return usedOf -> {
        used.addAndGet(usedOf);
        reserved.addAndGet(-amount);
      };
    }

    @Override
    public long used() {
      return used.get();
    }

    @Override
    public long reserved() {
      return reserved.get();
    }
  }

  /** Known to be wrong: the account without its lock. */
  private static final class UnlockedCounter implements Counter {
    private final long budget;
    private volatile long used;
    private volatile long reserved;

    UnlockedCounter(long budget) {
      this.budget = budget;
    }

    @Override
    public LongConsumer take(long amount) {
      if (amount > budget - used - reserved) {
        return null;
      }
      add(amount);
      return usedOf -> {
        used = used + usedOf;
        add(-amount);
      };
    }

    private void add(long amount) {
      long before = reserved;
      if (before % 3 == 0) {
        Thread.yield();
      }
      reserved = before + amount;
    }

    @Override
    public long used() {
      return used;
    }

    @Override
    public long reserved() {
      return reserved;
    }
  }
}
