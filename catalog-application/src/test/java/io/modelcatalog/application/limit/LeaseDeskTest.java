package io.modelcatalog.application.limit;

import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static io.modelcatalog.domain.fixtures.Fixtures.aPolicy;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.lease.InMemoryLeaseStore;
import io.modelcatalog.application.port.lease.LeaseStore;
import io.modelcatalog.application.port.usage.UsageLedger.Balance;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Declared;
import io.modelcatalog.domain.limit.LeaseAnswer;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.RateUnit;
import io.modelcatalog.domain.limit.RateWindow;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.limit.StoreAway;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several replicas, each with counters and a desk of its own, on one store. */
@Timeout(60)
class LeaseDeskTest {
  private static final UUID OWNER = new UUID(7, 7);
  private static final LimitKey KEY =
      LimitKey.of(Level.WORKSPACE, OWNER, dollars(1, StoreAway.REFUSE), 0);

  private final AtomicLong offset = new AtomicLong();
  private final long begun = System.nanoTime();
  private final InstantSource clock =
      () -> NOON.plusNanos(System.nanoTime() - begun).plusMillis(offset.get());
  private final Map<String, Long> spentBefore = new ConcurrentHashMap<>();
  private final InMemoryLeaseStore books =
      new InMemoryLeaseStore(clock, (counter, start) -> spentBefore.getOrDefault(counter, 0L));
  private final Gate store = new Gate(books);
  private final List<Replica> replicas = new ArrayList<>();

  @AfterEach
  void close() {
    replicas.forEach(Replica::close);
  }

  @Test
  void aReplicaTakesFromWhatItLeased() {
    Replica a = replica("a", 1_000);

    assertThat(a.call(10, 4)).isTrue();

    assertThat(a.used()).isEqualTo(4);
    assertThat(books.taken(KEY.text(), 0)).isGreaterThanOrEqualTo(10);
  }

  @Test
  void callsRarelyWaitForTheStore() {
    Replica a = replica("a", 1_000_000);

    for (int i = 0; i < 10_000; i++) {
      assertThat(a.call(10, 5)).isTrue();
    }

    assertThat(a.desk.status().waited()).isLessThanOrEqualTo(20);
  }

  /** One call after another, so a refusal is right only if the call truly does not fit. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void replicasTogetherSpendALimitToItsEndAndNoFurther(long seed) {
    Random random = new Random(seed);
    long limit = 2_000 + random.nextInt(2_000);
    List<Replica> all = List.of(replica("a", limit), replica("b", limit), replica("c", limit));
    long used = 0;
    int refused = 0;

    while (refused < 12) {
      long most = 1 + random.nextInt(40);
      long really = random.nextLong(most + 1);
      if (all.get(random.nextInt(3)).call(most, really)) {
        used += really;
      } else {
        refused++;
        assertThat(used + most)
            .as("seed %d: refused %d of %d with %d used", seed, most, limit, used)
            .isGreaterThan(limit);
      }
      assertThat(used).isLessThanOrEqualTo(limit);
    }
    close();
    assertThat(books.taken(KEY.text(), 0)).as("what is not used is given back").isEqualTo(used);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aStormOnThreeReplicasNeverHoldsMoreThanTheLimit(long seed) throws Exception {
    long limit = 50_000;
    List<Replica> all = List.of(replica("a", limit), replica("b", limit), replica("c", limit));
    AtomicLong surely = new AtomicLong();
    AtomicLong most = new AtomicLong();
    AtomicLong admitted = new AtomicLong();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    int threads = 48;
    CountDownLatch done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      Random random = new Random(seed * 1_000 + t);
      Replica mine = all.get(t % 3);
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  for (int i = 0; i < 60; i++) {
                    long amount = 1 + random.nextInt(120);
                    if (mine.take(amount) instanceof Reservation reservation) {
                      admitted.incrementAndGet();
                      long now = surely.addAndGet(amount);
                      most.accumulateAndGet(now, Math::max);
                      if (random.nextInt(4) == 0) {
                        Thread.sleep(random.nextInt(3));
                      }
                      long used = random.nextInt(5) == 0 ? 0 : random.nextLong(amount + 1);
                      surely.addAndGet(used - amount);
                      reservation.settle(used, 0);
                    }
                  }
                } catch (RuntimeException | InterruptedException | AssertionError e) {
                  failure.set(e);
                } finally {
                  done.countDown();
                }
              });
    }
    done.await();

    assertThat(failure.get()).isNull();
    assertThat(most.get()).isLessThanOrEqualTo(limit);
    assertThat(admitted.get()).isPositive();
    close();
    assertThat(books.taken(KEY.text(), 0)).isEqualTo(surely.get()).isLessThanOrEqualTo(limit);
  }

  @Test
  void whatOneReplicaHoldsUnusedIsGivenToAnotherThatNeedsIt() {
    Replica a = replica("a", 100);
    Replica b = replica("b", 100);
    assertThat(a.call(90, 10)).isTrue();

    assertThat(b.call(85, 85)).as("90 are not used by anyone").isTrue();
    assertThat(a.call(6, 6)).isFalse();
    assertThat(a.call(5, 5)).isTrue();
    assertThat(b.call(1, 1)).isFalse();
  }

  @Test
  void whatIsInFlightElsewhereIsFreeOnceItHasEnded() {
    Replica a = replica("a", 100);
    Replica b = replica("b", 100);
    Reservation inFlight = (Reservation) a.take(100);
    assertThat(b.take(50)).isInstanceOf(Taken.Refused.class);

    inFlight.settle(20, 0);

    eventually(() -> b.call(80, 80));
    assertThat(b.call(1, 1)).isFalse();
  }

  @Test
  void aRefusalTellsWhatOthersHold() {
    Replica a = replica("a", 100);
    Replica b = replica("b", 100);
    assertThat(a.call(60, 60)).isTrue();
    Reservation inFlight = (Reservation) a.take(30);

    Taken.Refused refused = (Taken.Refused) b.take(50);

    assertThat(refused.state().used()).isEqualTo(60);
    assertThat(refused.state().heldElsewhere()).isBetween(30L, 40L);
    assertThat(refused.state().limit()).isEqualTo(100);
    inFlight.release();
  }

  @Test
  void whatWasUsedBeforeThereWereLeasesCounts() {
    spentBefore.put(KEY.text(), 950L);
    Replica a = replica("a", 1_000);

    assertThat(a.call(51, 51)).isFalse();
    assertThat(a.call(50, 50)).isTrue();
  }

  @Test
  void whatALostReplicaHeldCountsUntilItIsBackAndHasSaidWhatItUsed() {
    Replica a = replica("a", 1_000);
    Replica b = replica("b", 1_000);
    assertThat(a.call(600, 100)).isTrue();
    a.vanish();
    books.lose("a");
    long held = books.taken(KEY.text(), 0);
    assertThat(held).isBetween(600L, 1_000L);
    assertThat(b.call(1_001 - held, 0)).isFalse();

    Replica again = replicaThatUsed("a", 1_000, 100);

    eventually(() -> b.call(900, 900));
    assertThat(again.call(1, 1)).isFalse();
  }

  @Test
  void whatALostReplicaHeldUnusedIsAtMostTheReserveOfItsUse() {
    Replica a = replica("a", Long.MAX_VALUE / 4);
    long begun = System.nanoTime();
    long calls = 0;
    while (System.nanoTime() - begun < TimeUnit.MILLISECONDS.toNanos(2_600)) {
      assertThat(a.call(10, 10)).isTrue();
      calls++;
      sleep(5);
    }
    double perSecond = calls * 10 / 2.6;
    a.vanish();
    books.lose("a");

    long unused = books.taken(KEY.text(), 0) - calls * 10;
    assertThat((double) unused).isBetween(60 * perSecond, 1.5 * 240 * perSecond + 2 * 10);
  }

  @Test
  void aReserveThatLiesIdleIsGivenBack() {
    Replica a =
        replica("a", dollars(1_000, StoreAway.REFUSE), options(Duration.ofMillis(300)), List.of());
    assertThat(a.call(10, 10)).isTrue();
    assertThat(books.taken(KEY.text(), 0)).isGreaterThan(10);

    eventually(() -> books.taken(KEY.text(), 0) == 10);
    assertThat(a.call(10, 10)).isTrue();
  }

  @Test
  void aLoweredLimitStopsWhatWasLeasedUnderTheOldOne() {
    Replica a = replica("a", 1_000_000);
    assertThat(a.call(100, 100)).isTrue();

    a.limit(dollars(150, StoreAway.REFUSE));
    assertThat(a.call(51, 51)).isFalse();
    assertThat(a.call(50, 50)).isTrue();
    assertThat(a.call(1, 1)).isFalse();

    a.limit(dollars(200, StoreAway.REFUSE));
    assertThat(a.call(50, 50)).as("raised again").isTrue();
    assertThat(a.call(1, 1)).isFalse();
  }

  @Test
  void aNewWindowBeginsWithWhatWasLeasedForItAhead() {
    RateLimit perSecond = new RateLimit(RateUnit.REQUESTS, RateWindow.SECOND, 1_000);
    Replica a = new Replica("a", store, options(Duration.ofSeconds(5)), List.of());
    a.rate(perSecond);
    for (int i = 0; i < 250; i++) {
      assertThat(a.call(1, 1)).isTrue();
      sleep(10);
    }

    assertThat(a.desk.status().waited()).as("of 250 calls over three seconds").isLessThan(6);
  }

  @Test
  void withoutTheStoreTheWindowsOfAWholeMinuteBeginWithWhatWasLeasedForThem() {
    RateLimit perSecond = new RateLimit(RateUnit.REQUESTS, RateWindow.SECOND, 1_000);
    Replica a = new Replica("a", store, options(Duration.ofSeconds(60)), List.of());
    a.rate(perSecond);
    for (int i = 0; i < 100; i++) {
      assertThat(a.call(1, 1)).isTrue();
      sleep(20);
    }
    store.refuse = true;
    sleep(20);

    for (int second = 1; second <= 60; second++) {
      offset.addAndGet(1_000);
      for (int i = 0; i < 40; i++) {
        assertThat(a.call(1, 1)).as("call %d of second %d", i, second).isTrue();
      }
    }
  }

  @Test
  void countersOfGroupsGoWithTheirWindowsAlthoughSomethingWasUsed() {
    Replica a = new Replica("a", store, options(Duration.ofMillis(100)), List.of());
    GroupedLimit limit =
        GroupedLimit.of(
            aPolicy().groupedBy("metadata.group").allowing(requestsPerMinute(10)).build(),
            a.accounts);
    for (int i = 0; i < 50; i++) {
      assertThat(a.callOf(limit, "group-" + i)).isTrue();
    }
    for (int minute = 0; minute < 2; minute++) {
      sleep(600);
      offset.addAndGet(60_000);
      assertThat(a.callOf(limit, "later-" + minute)).isTrue();
    }

    assertThat(a.accounts.all()).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void moreOfTheNextWindowIsLeasedWhenUseHasGrown() {
    offset.set(25_000);
    RateLimit perMinute = new RateLimit(RateUnit.REQUESTS, RateWindow.MINUTE, 100_000);
    Replica a = new Replica("a", store, options(Duration.ofSeconds(60)), List.of());
    a.rate(perMinute);
    assertThat(a.call(1, 1)).isTrue();
    sleep(400);
    for (int i = 0; i < 2_000; i++) {
      assertThat(a.call(1, 1)).isTrue();
      sleep(i % 2);
    }
    sleep(1_300);
    store.refuse = true;
    sleep(20);
    long passed = clock.millis() - NOON.toEpochMilli();

    offset.addAndGet(60_000 - passed % 60_000);
    for (int i = 0; i < 20_000; i++) {
      assertThat(a.call(1, 1)).as("call %d of the minute", i).isTrue();
    }
  }

  @Test
  void atTenThousandPerMinuteOnThreeReplicasHardlyAnyCallWaitsForTheStore() {
    RateLimit perMinute = new RateLimit(RateUnit.REQUESTS, RateWindow.MINUTE, 10_000);
    List<Replica> three = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      Replica one = new Replica(name, store, options(Duration.ofSeconds(5)), List.of());
      one.rate(perMinute);
      three.add(one);
    }
    Random random = new Random(10_000);
    int passed = 0;
    int refused = 0;

    while (refused < 500) {
      if (three.get(random.nextInt(3)).call(1, 1)) {
        passed++;
      } else {
        refused++;
      }
      if ((passed + refused) % 2 == 0) {
        sleep(1);
      }
    }

    long waited = three.stream().mapToLong(one -> one.desk.status().waited()).sum();
    assertThat(passed).isEqualTo(10_000);
    assertThat(waited).as("of %d calls", passed + refused).isLessThanOrEqualTo(105);
  }

  @Test
  void withoutTheStoreAReplicaGoesOnWithinWhatItHolds() {
    Replica a = replica("a", 1_000);
    assertThat(a.call(10, 10)).isTrue();
    long held = books.taken(KEY.text(), 0);
    store.refuse = true;

    long used = 10;
    while (used + 10 <= held) {
      assertThat(a.call(10, 10)).as("%d of %d", used, held).isTrue();
      used += 10;
    }
    assertThat(a.take(10)).isInstanceOf(Taken.Undecided.class);

    store.refuse = false;
    eventually(() -> a.call(10, 10));
  }

  @Test
  void withoutTheStoreALimitThatSaysSoLetsCallsPassAndMarksThem() {
    Replica a =
        replica("a", dollars(1_000, StoreAway.PASS), options(Duration.ofSeconds(5)), List.of());
    store.refuse = true;

    Reservation passed = (Reservation) a.take(10);

    assertThat(passed.charges(4, 0)).singleElement().satisfies(c -> assertThat(c.over()).isTrue());
    passed.settle(4, 0);
    store.refuse = false;
    eventually(() -> books.taken(KEY.text(), 0) >= 4 && !a.desk.status().away());
    Reservation regular = (Reservation) a.take(10);
    assertThat(regular.charges(4, 0))
        .singleElement()
        .satisfies(c -> assertThat(c.over()).isFalse());
    regular.settle(4, 0);
    close();
    assertThat(books.taken(KEY.text(), 0)).isEqualTo(8);
  }

  @Test
  void aFrozenStoreHoldsNoCallLongerThanItsPatience() throws Exception {
    Replica a = replica("a", 100_000);
    store.frozen = new CountDownLatch(1);
    try {
      long slowest = 0;
      for (int i = 0; i < 40; i++) {
        long start = System.nanoTime();
        a.take(50_000 + i);
        slowest = Math.max(slowest, System.nanoTime() - start);
      }
      assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofMillis(1_200));
      assertThat(a.desk.status().away()).isTrue();
      long start = System.nanoTime();
      a.take(50_000);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(50));
    } finally {
      store.frozen.countDown();
    }
    store.frozen = null;
    eventually(() -> a.call(10, 10));
  }

  @Test
  void anExchangeWhoseAnswerGotLostTakesNothingForGood() {
    Replica a = replica("a", 1_000);
    store.loseAnswers = true;
    assertThat(a.take(100)).isInstanceOf(Taken.Undecided.class);
    store.loseAnswers = false;

    eventually(() -> a.call(10, 10));
    close();

    assertThat(books.taken(KEY.text(), 0)).isEqualTo(10);
  }

  @Test
  void aStoreThatIsAwayAtTheStartIsJoinedLater() {
    store.refuse = true;
    Replica a = replica("a", 1_000);
    assertThat(a.take(10)).isInstanceOf(Taken.Undecided.class);
    store.refuse = false;

    eventually(() -> a.call(10, 10));
    assertThat(a.desk.status().away()).isFalse();
  }

  private Replica replica(String name, long limit) {
    return replica(
        name, dollars(limit, StoreAway.REFUSE), options(Duration.ofSeconds(5)), List.of());
  }

  private Replica replicaThatUsed(String name, long limit, long used) {
    return replica(
        name,
        dollars(limit, StoreAway.REFUSE),
        options(Duration.ofSeconds(5)),
        List.of(new Balance(KEY.text(), 0, used)));
  }

  private Replica replica(
      String name, Budget budget, LeaseOptions options, List<Balance> restored) {
    Replica replica = new Replica(name, store, options, restored);
    replica.limit(budget);
    return replica;
  }

  private static LeaseOptions options(Duration idle) {
    return new LeaseOptions(
        Duration.ofMillis(400), Duration.ofMillis(400), Duration.ofMillis(20), idle, 3);
  }

  private static Budget dollars(long nanos, StoreAway away) {
    return new Budget(
        BudgetUnit.COST,
        nanos,
        OptionalLong.empty(),
        new ResetPeriod.Never(),
        Optional.empty(),
        away);
  }

  private static void eventually(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it never came").isLessThan(end);
      sleep(10);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private final class Replica implements AutoCloseable {
    final LimitAccounts accounts = LimitAccounts.ofOneOfSeveral();
    final Leases desk;
    private LimitLine[] lines = new LimitLine[0];

    Replica(String name, LeaseStore leases, LeaseOptions options, List<Balance> restored) {
      accounts.restore(restored);
      desk = new Leases(accounts, leases, leases, name, clock, options, System::nanoTime);
      desk.open();
      replicas.add(this);
    }

    void limit(Budget budget) {
      lines =
          accounts.compile(
              List.of(new Declared<>(budget, Level.WORKSPACE)), List.of(), b -> KEY, r -> KEY);
    }

    void rate(RateLimit rate) {
      LimitKey key = LimitKey.of(Level.WORKSPACE, OWNER, rate, 0);
      lines =
          accounts.compile(
              List.of(), List.of(new Declared<>(rate, Level.WORKSPACE)), b -> KEY, r -> key);
    }

    boolean callOf(GroupedLimit limit, String group) {
      lines = new LimitLine[] {limit.line(group, clock.millis())};
      return call(1, 1);
    }

    /** As the gateway does it, but waiting. */
    Taken take(long amount) {
      Taken taken = accounts.take(lines, amount, 0, clock.millis());
      for (int round = 0; taken instanceof Taken.Undecided undecided && round < 20; round++) {
        LeaseDesk.Found found = desk.fetch(undecided).toCompletableFuture().join();
        if (found == LeaseDesk.Found.AWAY) {
          return accounts.takeAlone(lines, amount, 0, clock.millis());
        }
        taken = accounts.take(lines, amount, 0, clock.millis());
      }
      return taken;
    }

    boolean call(long most, long used) {
      return take(most) instanceof Reservation reservation && reservation.settle(used, 0);
    }

    long used() {
      return accounts.look(lines, 0, 0, clock.millis()).getFirst().used();
    }

    /** Stops talking, as a process that is killed does. */
    void vanish() {
      replicas.remove(this);
      store.cut(this);
    }

    @Override
    public void close() {
      desk.close();
    }
  }

  /** The store behind a network that can fail in several ways. */
  private static final class Gate implements LeaseStore {
    private final LeaseStore store;
    private final AtomicInteger calls = new AtomicInteger();
    volatile boolean refuse;
    volatile boolean loseAnswers;
    volatile @Nullable CountDownLatch frozen;
    private volatile @Nullable String gone;

    Gate(LeaseStore store) {
      this.store = store;
    }

    void cut(Replica replica) {
      gone = "a";
      // Its desk is left running, and whatever it says from now on is not heard.
      sleep(30);
      replica.desk.close();
      gone = null;
    }

    private void pass(String replica) {
      calls.incrementAndGet();
      CountDownLatch latch = frozen;
      if (latch != null) {
        try {
          latch.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      if (refuse || replica.equals(gone)) {
        throw new IllegalStateException("connection refused");
      }
    }

    @Override
    public List<Holding> join(String replica) {
      pass(replica);
      return store.join(replica);
    }

    @Override
    public List<LeaseAnswer> exchange(List<Message> messages) {
      pass(messages.isEmpty() ? "" : messages.getFirst().ask().replica());
      List<LeaseAnswer> answers = store.exchange(messages);
      if (loseAnswers) {
        throw new IllegalStateException("connection reset");
      }
      return answers;
    }

    @Override
    public Pulse pulse(String replica) {
      pass(replica);
      return store.pulse(replica);
    }

    @Override
    public void leave(String replica) {
      pass(replica);
      store.leave(replica);
    }
  }
}
