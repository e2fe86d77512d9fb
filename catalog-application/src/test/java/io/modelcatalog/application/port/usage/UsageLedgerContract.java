package io.modelcatalog.application.port.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.persistence.RandomAggregates;
import io.modelcatalog.application.port.usage.UsageLedger.Balance;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.provider.ProviderId;
import io.modelcatalog.domain.shared.ReplicaId;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.usage.UsageRecord;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What every ledger of usage does. Counters are new in each test, as contracts share a database.
 */
public interface UsageLedgerContract {
  /** The ledger of a replica; all of them share one store. */
  UsageLedger ledger(ReplicaId replica);

  /** The ledger of some replica. */
  default UsageLedger ledger() {
    return ledger(new ReplicaId("r1"));
  }

  @Test
  default void addsTheChargesOfNewRecordsToTheirBalances() {
    String counter = aCounter();
    String other = aCounter();

    int fresh =
        ledger()
            .append(
                List.of(
                    record(new Charge(counter, 1000, 3), new Charge(other, 0, 10)),
                    record(new Charge(counter, 1000, 4))));

    assertThat(fresh).isEqualTo(2);
    assertThat(balanceOf(counter)).isEqualTo(new Balance(counter, 1000, 7));
    assertThat(balanceOf(other)).isEqualTo(new Balance(other, 0, 10));
  }

  @Test
  default void findsTheBalancesOfOneOwner() {
    String mine = aCounter() + "_%\\";
    String others = mine.replace('_', 'x');
    ledger()
        .append(
            List.of(
                record(
                    new Charge(mine + "a", 0, 1),
                    new Charge(mine + "b", 5, 2),
                    new Charge(others + "c", 0, 3))));
    ledger(new ReplicaId("r2")).append(List.of(record(new Charge(mine + "b", 5, 40))));

    assertThat(ledger().balancesOf(mine))
        .containsExactlyInAnyOrder(new Balance(mine + "a", 0, 1), new Balance(mine + "b", 5, 42));
  }

  @Test
  default void countsARequestOnceHoweverOftenItComes() {
    String counter = aCounter();
    UsageRecord once = record(new Charge(counter, 0, 5));
    UsageRecord sameRequest = withId(once.requestId(), new Charge(counter, 0, 500));
    UsageRecord another = record(new Charge(counter, 0, 1));

    assertThat(ledger().append(List.of(once, once))).isEqualTo(1);
    assertThat(ledger().append(List.of(sameRequest, another, once))).isEqualTo(1);
    assertThat(ledger().append(List.of(another))).isZero();

    assertThat(balanceOf(counter).used()).isEqualTo(6);
  }

  @Test
  default void startsOverInANewerWindowAndLeavesItAloneForAnOlderOne() {
    String counter = aCounter();

    ledger().append(List.of(record(new Charge(counter, 2000, 5))));
    ledger().append(List.of(record(new Charge(counter, 3000, 1))));
    assertThat(ledger().append(List.of(record(new Charge(counter, 2000, 50))))).isEqualTo(1);
    ledger().append(List.of(record(new Charge(counter, 3000, 2))));

    assertThat(balanceOf(counter)).isEqualTo(new Balance(counter, 3000, 3));
  }

  @Test
  default void takesWindowsOfOneBatchInTheirOwnOrder() {
    String counter = aCounter();

    ledger()
        .append(
            List.of(
                record(new Charge(counter, 3000, 1)),
                record(new Charge(counter, 1000, 10)),
                record(new Charge(counter, 2000, 100)),
                record(new Charge(counter, 3000, 2))));

    assertThat(balanceOf(counter)).isEqualTo(new Balance(counter, 3000, 3));
  }

  @Test
  default void staysAtTheLargestNumberRatherThanOverflow() {
    String counter = aCounter();

    ledger().append(List.of(record(new Charge(counter, 0, Long.MAX_VALUE - 1))));
    ledger().append(List.of(record(new Charge(counter, 0, 5)), record(new Charge(counter, 0, 5))));

    assertThat(balanceOf(counter).used()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  default void takesARecordWithoutChargesAndAnEmptyBatch() {
    assertThat(ledger().append(List.of())).isZero();
    assertThat(ledger().append(List.of(record()))).isEqualTo(1);
  }

  @Test
  default void takesEveryWellFormedRecord() {
    List<UsageRecord> records = new ArrayList<>();
    for (int seed = 0; seed < 200; seed++) {
      records.add(new RandomAggregates(seed).usage(seed, aCounter(), aCounter()));
    }

    assertThat(ledger().append(records)).isEqualTo(200);
    assertThat(ledger().append(records)).isZero();
  }

  @Test
  default void agreesWithAModelOverRandomBatches() {
    Random random = new Random(7);
    List<String> counters = List.of(aCounter(), aCounter(), aCounter());
    List<UsageRecord> all = new ArrayList<>();
    Set<UUID> known = new HashSet<>();
    Map<String, Balance> expected = new HashMap<>();
    for (int round = 0; round < 60; round++) {
      List<UsageRecord> batch = new ArrayList<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        if (!all.isEmpty() && random.nextInt(4) == 0) {
          batch.add(all.get(random.nextInt(all.size())));
        } else {
          batch.add(
              record(
                  new Charge(
                      counters.get(random.nextInt(3)),
                      random.nextInt(round + 1) / 10,
                      random.nextInt(100)),
                  new Charge(counters.get(random.nextInt(3)), round / 20, random.nextInt(100))));
        }
      }
      all.addAll(batch);
      int expectedFresh = 0;
      List<Charge> charges = new ArrayList<>();
      for (UsageRecord record : batch) {
        if (known.add(record.requestId())) {
          expectedFresh++;
          charges.addAll(record.charges());
        }
      }
      charges.stream()
          .sorted(java.util.Comparator.comparingLong(Charge::windowStart))
          .forEach(charge -> expected.merge(charge.key(), balance(charge), UsageModel::plus));

      assertThat(ledger().append(batch)).isEqualTo(expectedFresh);
    }
    for (Balance balance : expected.values()) {
      assertThat(balanceOf(balance.key())).isEqualTo(balance);
    }
  }

  @Test
  default void losesNothingToConcurrentWriters() throws Exception {
    List<String> counters = List.of(aCounter(), aCounter());
    int writers = 6;
    List<Future<Integer>> runs = new ArrayList<>();
    List<UsageRecord> shared = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      shared.add(record(new Charge(counters.get(0), 0, 1), new Charge(counters.get(1), 0, 1)));
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(writers)) {
      for (int w = 0; w < writers; w++) {
        boolean reverse = w % 2 == 0;
        runs.add(
            pool.submit(
                () -> {
                  int fresh = 0;
                  for (UsageRecord record : reverse ? shared.reversed() : shared) {
                    UsageRecord own =
                        record(
                            new Charge(counters.get(1), 0, 1), new Charge(counters.get(0), 0, 1));
                    fresh += ledger().append(List.of(record, own));
                  }
                  return fresh;
                }));
      }
      int fresh = 0;
      for (Future<Integer> run : runs) {
        fresh += run.get(60, TimeUnit.SECONDS);
      }
      assertThat(fresh).isEqualTo(20 + writers * 20);
    }
    assertThat(balanceOf(counters.get(0)).used()).isEqualTo(20 + writers * 20);
    assertThat(balanceOf(counters.get(1)).used()).isEqualTo(20 + writers * 20);
  }

  @Test
  default void sumsTheNewestWindowOverReplicasAndTellsWhatEachUsed() {
    String counter = aCounter();
    ReplicaId a = aReplica();
    ReplicaId b = aReplica();
    ReplicaId behind = aReplica();

    ledger(a).append(List.of(record(new Charge(counter, 2000, 5))));
    ledger(behind).append(List.of(record(new Charge(counter, 1000, 100))));
    ledger(b).append(List.of(record(new Charge(counter, 2000, 7))));
    ledger(a).append(List.of(record(new Charge(counter, 2000, 1))));

    assertThat(balanceOf(counter)).isEqualTo(new Balance(counter, 2000, 13));
    assertThat(ledger(b).balances(a)).containsExactly(new Balance(counter, 2000, 6));
    assertThat(ledger().balances(b)).containsExactly(new Balance(counter, 2000, 7));
    assertThat(ledger().balances(behind)).containsExactly(new Balance(counter, 1000, 100));
    assertThat(ledger().balances(aReplica())).isEmpty();
  }

  @Test
  default void aSumOverReplicasStaysAtTheLargestNumber() {
    String counter = aCounter();

    ledger(aReplica()).append(List.of(record(new Charge(counter, 0, Long.MAX_VALUE - 1))));
    ledger(aReplica()).append(List.of(record(new Charge(counter, 0, Long.MAX_VALUE - 1))));

    assertThat(balanceOf(counter).used()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  default void aRequestThatOneReplicaBookedIsNotBookedByAnother() {
    String counter = aCounter();
    UsageRecord once = record(new Charge(counter, 0, 5));
    ReplicaId second = aReplica();

    assertThat(ledger(aReplica()).append(List.of(once))).isEqualTo(1);
    assertThat(ledger(second).append(List.of(once))).isZero();

    assertThat(balanceOf(counter).used()).isEqualTo(5);
    assertThat(ledger().balances(second)).isEmpty();
  }

  @Test
  default void tellsOnceEachWhatChangedSinceAnEarlierLook() {
    String counter = aCounter();
    String still = aCounter();
    ReplicaId a = aReplica();
    ReplicaId b = aReplica();
    ledger(a).append(List.of(record(new Charge(counter, 0, 1)), record(new Charge(still, 0, 9))));
    UsageLedger.Changes first = ledger().changedSince(0);
    assertThat(first.balances())
        .contains(new Balance(counter, 0, 1), new Balance(still, 0, 9))
        .doesNotHaveDuplicates();

    ledger(b).append(List.of(record(new Charge(counter, 0, 2))));
    UsageLedger.Changes second = ledger().changedSince(first.cursor());
    assertThat(second.balances()).contains(new Balance(counter, 0, 3));
    assertThat(second.balances()).extracting(Balance::key).doesNotContain(still);

    UsageLedger.Changes third = ledger().changedSince(second.cursor());
    assertThat(third.balances()).extracting(Balance::key).doesNotContain(counter, still);
  }

  @Test
  default void aFollowerMissesNoChangeOfConcurrentWriters() throws Exception {
    List<String> counters = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      counters.add(aCounter());
    }
    Map<String, Long> seen = new HashMap<>();
    long cursor = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int w = 0; w < 4; w++) {
        Random random = new Random(w);
        UsageLedger own = ledger(aReplica());
        writers.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    List<UsageRecord> batch = new ArrayList<>();
                    for (int k = random.nextInt(6); k >= 0; k--) {
                      batch.add(
                          record(
                              new Charge(
                                  counters.get(random.nextInt(counters.size())),
                                  0,
                                  1 + random.nextInt(9))));
                    }
                    own.append(batch);
                  }
                }));
      }
      boolean running = true;
      while (running) {
        running = !writers.stream().allMatch(Future::isDone);
        UsageLedger.Changes changes = ledger().changedSince(cursor);
        changes.balances().forEach(balance -> seen.put(balance.key(), balance.used()));
        cursor = changes.cursor();
      }
      for (Future<?> writer : writers) {
        writer.get(60, TimeUnit.SECONDS);
      }
    }
    for (String counter : counters) {
      assertThat(seen).containsEntry(counter, balanceOf(counter).used());
    }
  }

  private static ReplicaId aReplica() {
    return new ReplicaId("r-" + UUID.randomUUID());
  }

  private Balance balanceOf(String counter) {
    return ledger().balances().stream()
        .filter(balance -> balance.key().equals(counter))
        .findFirst()
        .orElseThrow();
  }

  private static Balance balance(Charge charge) {
    return new Balance(charge.key(), charge.windowStart(), charge.amount());
  }

  private static String aCounter() {
    return "provider:" + UUID.randomUUID() + ":cost/monthly";
  }

  private static UsageRecord record(Charge... charges) {
    return withId(UUID.randomUUID(), charges);
  }

  private static UsageRecord withId(UUID id, Charge... charges) {
    return new UsageRecord(
        id,
        Instant.parse("2026-01-01T00:00:00Z"),
        new OrganizationId(new UUID(0, 1)),
        new WorkspaceId(new UUID(0, 2)),
        new ApiKeyId(new UUID(0, 3)),
        new IntegrationId(new UUID(0, 4)),
        new ProviderId(new UUID(0, 5)),
        "gpt-4o",
        TokenUsage.of(1, 2),
        new Money(3),
        false,
        Outcome.COMPLETED,
        200,
        List.of(charges));
  }
}
