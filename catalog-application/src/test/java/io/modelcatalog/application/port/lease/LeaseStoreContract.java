package io.modelcatalog.application.port.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.lease.LeaseStore.Holding;
import io.modelcatalog.application.port.lease.LeaseStore.Message;
import io.modelcatalog.domain.limit.LeaseAnswer;
import io.modelcatalog.domain.limit.LeaseAsk;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every lease store does. */
public abstract class LeaseStoreContract {
  private static final long WINDOW = 1_767_225_600_000L;
  private static final long END = Long.MAX_VALUE;
  private static final String COUNTER = "workspace:7b1d0f2e-0000-4000-8000-000000000001:cost/total";
  private static final String OTHER = "api_key:7b1d0f2e-0000-4000-8000-000000000002:requests/rpm";
  private static final long NANOS_OF_A_BIG_BUDGET = 9_007_199_254_740_993L;

  private LeaseStore store;
  private long turn;

  /** A store with empty books; of {@link #spent} the ledger knows this much to be used. */
  protected abstract LeaseStore newStore();

  /** Makes the store believe that nothing was heard of a replica for long. */
  protected abstract void lose(String replica);

  /** Tells the ledger that so much of a counter was used in a window before there was any book. */
  protected abstract void spent(String counter, long windowStart, long amount);

  @BeforeEach
  void open() {
    store = newStore();
    store.join("a");
    store.join("b");
  }

  @Test
  void grantsWhatIsWantedUpToAShareOfWhatIsFree() {
    assertThat(ask("a", 1_000, 0, 0, 10, 100).held()).isEqualTo(100);
    // 900 are free and two replicas live, so a share is 225.
    assertThat(ask("b", 1_000, 0, 0, 10, 900).held()).isEqualTo(225);
  }

  @Test
  void grantsAtLeastWhatIsNeededAtOnce() {
    assertThat(ask("a", 1_000, 0, 0, 900, 900).held()).isEqualTo(900);
    assertThat(ask("b", 1_000, 0, 0, 100, 500).held()).isEqualTo(100);
  }

  @Test
  void grantsWhatAllWaitingCallsNeedAndOfMoreOnlyAShare() {
    ask("a", 1_000, 0, 0, 900, 900);

    assertThat(
            exchange(COUNTER, WINDOW, new LeaseAsk("b", ++turn, 1_000, 0, 0, 0, 10, 70, 500, 0))
                .held())
        .isEqualTo(70);
    assertThat(
            exchange(COUNTER, WINDOW, new LeaseAsk("b", ++turn, 1_000, 70, 70, 0, 10, 80, 500, 0))
                .held())
        .as("and no more than is free")
        .isEqualTo(100);
  }

  @Test
  void grantsNothingThatIsNotFree() {
    ask("a", 1_000, 0, 0, 990, 990);

    LeaseAnswer answer = ask("b", 1_000, 0, 0, 11, 11);

    assertThat(answer.held()).isZero();
    assertThat(answer.free()).isEqualTo(10);
    assertThat(answer.elsewhere()).isEqualTo(990);
  }

  @Test
  void grantsAReserveWithoutNeed() {
    assertThat(ask("a", 1_000, 0, 0, 0, 100).held()).isEqualTo(100);
  }

  @Test
  void keepsAmountsExact() {
    LeaseAnswer answer =
        ask("a", NANOS_OF_A_BIG_BUDGET, 0, 0, NANOS_OF_A_BIG_BUDGET, NANOS_OF_A_BIG_BUDGET);

    assertThat(answer.held()).isEqualTo(NANOS_OF_A_BIG_BUDGET);
    assertThat(answer.free()).isZero();
    assertThat(ask("b", NANOS_OF_A_BIG_BUDGET + 1, 0, 0, 1, 1).held()).isEqualTo(1);
  }

  @Test
  void takesBackWhatIsNoLongerHeld() {
    ask("a", 1_000, 0, 0, 1_000, 1_000);
    ask("a", 1_000, 400, 400, 0, 0);

    assertThat(ask("b", 1_000, 0, 0, 600, 600).held()).isEqualTo(600);
  }

  @Test
  void ignoresAMessageThatComesTooLate() {
    LeaseAsk early = new LeaseAsk("a", 5, 1_000, 0, 0, 0, 100, 100, 0);
    LeaseAsk late = new LeaseAsk("a", 4, 1_000, 0, 0, 0, 0, 0, 0);
    exchange(COUNTER, WINDOW, early);

    LeaseAnswer answer = exchange(COUNTER, WINDOW, late);

    assertThat(answer.outdated()).isTrue();
    assertThat(answer.held()).isEqualTo(100);
    assertThat(exchange(COUNTER, WINDOW, early).outdated()).isTrue();
    turn = 10;
    assertThat(ask("b", 1_000, 0, 0, 901, 901).held()).isZero();
  }

  @Test
  void startsABookWithWhatTheLedgerKnowsToBeUsed() {
    spent(COUNTER, WINDOW, 800);

    LeaseAnswer answer = ask("a", 1_000, 0, 0, 201, 201);

    assertThat(answer.held()).isZero();
    assertThat(answer.usedElsewhere()).isEqualTo(800);
    assertThat(ask("a", 1_000, 0, 0, 200, 200).held()).isEqualTo(200);
  }

  @Test
  void keepsWindowsAndCountersApart() {
    ask("a", 100, 0, 0, 100, 100);

    assertThat(exchange(COUNTER, WINDOW + 60_000, next("b", 100, 0, 0, 100, 100, 0)).held())
        .isEqualTo(100);
    assertThat(exchange(OTHER, WINDOW, next("b", 100, 0, 0, 100, 100, 0)).held()).isEqualTo(100);
    assertThat(ask("b", 100, 0, 0, 1, 1).held()).isZero();
  }

  @Test
  void answersEachMessageOfABatchInItsOrder() {
    List<LeaseAnswer> answers =
        store.exchange(
            List.of(
                new Message(OTHER, WINDOW, WINDOW + 60_000, next("a", 70, 0, 0, 7, 7, 0)),
                new Message(COUNTER, WINDOW, END, next("a", 50, 0, 0, 5, 5, 0)),
                new Message(OTHER, WINDOW - 60_000, WINDOW, next("a", 30, 0, 0, 3, 3, 0))));

    assertThat(answers).extracting(LeaseAnswer::held).containsExactly(7L, 5L, 3L);
    assertThat(store.exchange(List.of())).isEmpty();
  }

  @Test
  void recallsWhatOthersDoNotUse() {
    ask("a", 1_000, 0, 0, 1_000, 1_000);
    assertThat(store.pulse("a").recalled()).isEmpty();

    LeaseAnswer waiting = ask("b", 1_000, 0, 0, 50, 50);

    assertThat(waiting.awaited()).isEqualTo(1);
    assertThat(store.pulse("a").recalled())
        .extracting(Holding::counter, Holding::windowStart, Holding::held)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(COUNTER, WINDOW, 1_000L));
    assertThat(store.pulse("b").recalled()).isEmpty();

    ask("a", 1_000, 300, 300, 0, 0);

    assertThat(store.pulse("a").recalled()).isEmpty();
    assertThat(askAgain("b", 1_000, 50, waiting.recall()).held()).isEqualTo(50);
  }

  @Test
  void isSureThatALimitIsFullOnceAllHaveAnswered() {
    ask("a", 1_000, 0, 0, 1_000, 1_000);
    LeaseAnswer waiting = ask("b", 1_000, 0, 0, 50, 50);
    ask("a", 1_000, 980, 980, 0, 0);

    LeaseAnswer sure = askAgain("b", 1_000, 50, waiting.recall());

    assertThat(sure.held()).isZero();
    assertThat(sure.awaited()).isZero();
    assertThat(sure.free()).isEqualTo(20);
    assertThat(sure.settling()).as("a has calls in flight").isTrue();
  }

  @Test
  void recallsNothingWhenOthersHaveUsedIt() {
    ask("a", 1_000, 0, 0, 1_000, 1_000);
    exchange(COUNTER, WINDOW, new LeaseAsk("a", ++turn, 1_000, 1_000, 1_000, 1_000, 0, 0, 0));

    LeaseAnswer answer = ask("b", 1_000, 0, 0, 50, 50);

    assertThat(answer.awaited()).isZero();
    assertThat(answer.usedElsewhere()).isEqualTo(1_000);
    assertThat(answer.settling()).isFalse();
    assertThat(store.pulse("a").recalled()).isEmpty();
  }

  @Test
  void tellsWhoIsRecalledInItsNextAnswerToo() {
    ask("a", 1_000, 0, 0, 1_000, 1_000);
    ask("b", 1_000, 0, 0, 50, 50);

    assertThat(exchange(COUNTER, WINDOW, next("a", 1_000, 1_000, 0, 0, 100, 0)).recalled())
        .isTrue();
  }

  @Test
  void doesNotWaitForAReplicaThatIsLostAndCountsWhatItHolds() {
    ask("a", 1_000, 0, 0, 1_000, 1_000);
    lose("a");

    LeaseAnswer answer = ask("b", 1_000, 0, 0, 50, 50);

    assertThat(answer.held()).isZero();
    assertThat(answer.awaited()).isZero();
    assertThat(answer.elsewhere()).isEqualTo(1_000);
  }

  @Test
  void tellsAReplicaThatComesBackWhatItHolds() {
    LeaseAnswer before = ask("a", 1_000, 0, 0, 600, 600);
    lose("a");

    List<Holding> holdings = store.join("a");

    assertThat(holdings).containsExactly(new Holding(COUNTER, WINDOW, before.held(), turn));
    ask("a", 1_000, 100, 100, 0, 0);
    assertThat(ask("b", 1_000, 0, 0, 900, 900).held()).isEqualTo(900);
  }

  @Test
  void tellsAReplicaThatComesBackTheNumberOfItsLatestMessageThoughItHoldsNothing() {
    ask("a", 1_000, 0, 0, 600, 600);
    ask("a", 1_000, 0, 0, 0, 0);
    store.leave("a");

    List<Holding> holdings = store.join("a");

    assertThat(holdings).containsExactly(new Holding(COUNTER, WINDOW, 0, turn));
    turn = holdings.getFirst().turn();
    LeaseAnswer answer = ask("a", 1_000, 0, 0, 10, 10);
    assertThat(answer.outdated()).isFalse();
    assertThat(answer.held()).isEqualTo(10);
    assertThat(store.join("b")).as("who never asked has no line").isEmpty();
  }

  @Test
  void keepsTheBooksOfReplicasWhoseClocksAreFarBehind() {
    long start = System.currentTimeMillis() - 3_600_000;
    long end = start + 60_000;
    store.exchange(List.of(new Message(COUNTER, start, end, next("a", 10, 0, 0, 10, 10, 0))));

    store.pulse("a");

    LeaseAnswer answer =
        store
            .exchange(List.of(new Message(COUNTER, start, end, next("b", 10, 0, 0, 1, 1, 0))))
            .getFirst();
    assertThat(answer.held()).isZero();
    assertThat(answer.elsewhere()).isEqualTo(10);
  }

  @Test
  void keepsWhatAReplicaUsedWhenItLeaves() {
    ask("a", 1_000, 0, 0, 600, 600);
    ask("a", 1_000, 200, 200, 0, 0);
    store.leave("a");

    assertThat(ask("b", 1_000, 0, 0, 801, 801).held()).isZero();
    assertThat(ask("b", 1_000, 0, 0, 800, 800).held()).isEqualTo(800);
  }

  @Test
  void countsTheLiving() {
    assertThat(store.pulse("a").living()).isEqualTo(2);
    lose("b");
    assertThat(store.pulse("a").living()).isEqualTo(1);
    store.join("b");
    store.join("c");
    assertThat(store.pulse("a").living()).isEqualTo(3);
    store.leave("c");
    assertThat(store.pulse("a").living()).isEqualTo(2);
  }

  @Test
  void grantsNothingUnderALimitThatWasLoweredBelowWhatIsHeld() {
    ask("a", 1_000, 0, 0, 600, 600);

    LeaseAnswer answer = ask("b", 500, 0, 0, 1, 1);

    assertThat(answer.held()).isZero();
    assertThat(answer.free()).isEqualTo(-100);
  }

  @Test
  void neverGrantsMoreThanTheLimitHoweverManyAskAtOnce() throws Exception {
    int replicas = 4;
    long limit = 100_000;
    ConcurrentHashMap<String, Long> held = new ConcurrentHashMap<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(replicas);
    for (int i = 0; i < replicas; i++) {
      String replica = "r" + i;
      store.join(replica);
      Random random = new Random(i);
      Thread.ofPlatform()
          .start(
              () -> {
                try {
                  long mine = 0;
                  long otherMine = 0;
                  for (int step = 1; step <= 60; step++) {
                    long need = random.nextInt(4_000);
                    List<Message> batch = new ArrayList<>();
                    batch.add(
                        new Message(
                            COUNTER,
                            WINDOW,
                            END,
                            new LeaseAsk(replica, step, limit, mine, mine, mine, need, need, 0)));
                    batch.add(
                        new Message(
                            OTHER,
                            WINDOW,
                            END,
                            new LeaseAsk(
                                replica, step, limit, otherMine, otherMine, 0, need, need, 0)));
                    if (random.nextBoolean()) {
                      batch = batch.reversed();
                    }
                    for (int m = 0; m < batch.size(); m++) {
                      LeaseAnswer answer = store.exchange(List.of(batch.get(m))).getFirst();
                      if (batch.get(m).counter().equals(COUNTER)) {
                        mine = answer.held();
                      } else {
                        otherMine = answer.held();
                      }
                    }
                    mine -= random.nextInt(3) == 0 ? Math.min(mine, random.nextInt(500)) : 0;
                  }
                  exchangeQuietly(replica, 61, limit, mine);
                  held.put(replica, mine);
                } catch (RuntimeException e) {
                  failure.set(e);
                } finally {
                  done.countDown();
                }
              });
    }
    done.await();

    assertThat(failure.get()).isNull();
    long sum = held.values().stream().mapToLong(Long::longValue).sum();
    assertThat(sum).isLessThanOrEqualTo(limit).isGreaterThan(limit / 2);
    assertThat(ask("a", limit, 0, 0, limit - sum + 1, limit).held()).isZero();
    assertThat(ask("a", limit, 0, 0, limit - sum, limit).held()).isEqualTo(limit - sum);
  }

  private void exchangeQuietly(String replica, long number, long limit, long mine) {
    exchange(COUNTER, WINDOW, new LeaseAsk(replica, number, limit, mine, mine, mine, 0, 0, 0));
  }

  private LeaseAnswer ask(String replica, long limit, long held, long busy, long need, long want) {
    return exchange(COUNTER, WINDOW, next(replica, limit, held, busy, need, want, 0));
  }

  private LeaseAnswer askAgain(String replica, long limit, long need, long waitedFor) {
    return exchange(COUNTER, WINDOW, next(replica, limit, 0, 0, need, need, waitedFor));
  }

  private LeaseAsk next(
      String replica, long limit, long held, long busy, long need, long want, long waitedFor) {
    return new LeaseAsk(replica, ++turn, limit, held, busy, 0, need, want, waitedFor);
  }

  private LeaseAnswer exchange(String counter, long windowStart, LeaseAsk ask) {
    return store.exchange(List.of(new Message(counter, windowStart, END, ask))).getFirst();
  }
}
