package io.modelcatalog.adapters.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.application.port.persistence.RandomAggregates;
import io.modelcatalog.application.port.usage.InMemoryUsageLedger;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.usage.UsageRecord;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FileUsageJournalTest {
  @TempDir Path folder;

  private final RandomAggregates random = new RandomAggregates(7);
  private final InMemoryUsageLedger ledger = new InMemoryUsageLedger();

  @Test
  void carriesEndedCallsToTheLedgerAsTheyEnded() throws Exception {
    try (FileUsageJournal journal = started(folder, ledger)) {
      UsageRecord bound = usage();
      UsageRecord end = ended(bound);

      assertThat(journal.opened(bound)).isTrue();
      journal.settled(end);

      eventually(() -> ledger.records().equals(List.of(end)));
    }
  }

  @Test
  void leavesNoFileBehindAfterACleanEnd() throws Exception {
    FileUsageJournal journal = started(folder, ledger);
    UsageRecord bound = usage();
    journal.opened(bound);
    journal.settled(ended(bound));

    journal.close();

    assertThat(ledger.records()).hasSize(1);
    assertThat(segments(folder)).isEmpty();
  }

  @Test
  void booksAnUnendedCallAtItsBoundAtTheNextStart() throws Exception {
    FileUsageJournal journal = started(folder, ledger);
    UsageRecord bound = usage();
    journal.opened(bound);
    journal.close();

    try (FileUsageJournal next = new FileUsageJournal(settings(folder), ledger)) {
      assertThat(next.recover()).isEqualTo(1);
    }

    assertThat(ledger.records()).containsExactly(bound);
    assertThat(segments(folder)).isEmpty();
  }

  @Test
  void booksNothingTwiceWhenItIsRecoveredTwice() throws Exception {
    FileUsageJournal journal = started(folder, failing());
    for (int i = 0; i < 50; i++) {
      UsageRecord bound = usage();
      journal.opened(bound);
      if (i % 2 == 0) {
        journal.settled(ended(bound));
      }
    }
    Path copy = crash(journal);

    Path again = copyOf(copy);
    assertThat(recover(copy)).isEqualTo(50);
    assertThat(recover(again)).isZero();
    assertThat(ledger.records()).hasSize(50);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void losesNoEndedCallWhicheverInstantTheProcessEnds(long seed) throws Exception {
    Random dice = new Random(seed);
    FileUsageJournal journal = started(folder, failing());
    Map<UUID, UsageRecord> expected = new HashMap<>();
    List<UsageRecord> openCalls = new ArrayList<>();
    int steps = 200 + dice.nextInt(2_000);
    for (int i = 0; i < steps; i++) {
      if (openCalls.isEmpty() || dice.nextInt(3) > 0) {
        UsageRecord bound = usage();
        while (!journal.opened(bound)) {
          Thread.onSpinWait();
        }
        expected.put(bound.requestId(), bound);
        openCalls.add(bound);
      } else {
        UsageRecord end = ended(openCalls.remove(dice.nextInt(openCalls.size())));
        journal.settled(end);
        expected.put(end.requestId(), end);
      }
    }

    recover(crash(journal));

    assertThat(ledger.records()).containsExactlyInAnyOrderElementsOf(expected.values());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void losesOnlyTheEntryThatWasTorn(long seed) throws Exception {
    Random dice = new Random(seed);
    FileUsageJournal journal = started(folder, failing());
    List<UsageRecord> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      UsageRecord bound = usage();
      journal.opened(bound);
      calls.add(bound);
    }
    Path crashed = crash(journal);
    Path file = segments(crashed).getFirst();
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      // Somewhere within the first entries: one bit other than it was.
      long at = dice.nextInt(10_000);
      bytes.seek(at);
      int was = bytes.read();
      bytes.seek(at);
      bytes.write(was ^ (1 << dice.nextInt(8)));
    }

    recover(crashed);

    assertThat(ledger.records()).hasSizeBetween(99, 100);
    assertThat(calls).containsAll(ledger.records());
  }

  @Test
  void goesOnInFurtherFilesAndDeletesThoseThatAreBooked() throws Exception {
    try (FileUsageJournal journal = started(folder, ledger)) {
      UsageRecord longCall = usage();
      journal.opened(longCall);
      for (int i = 0; i < 3_000; i++) {
        UsageRecord bound = usage();
        while (!journal.opened(bound)) {
          Thread.onSpinWait();
        }
        journal.settled(ended(bound));
      }

      eventually(() -> ledger.records().size() == 3_000);
      eventually(() -> segmentCount(folder) <= 3);
      journal.settled(ended(longCall));
      eventually(() -> ledger.records().size() == 3_001);
    }
  }

  @Test
  void keepsACallThatOutlivesItsFile() throws Exception {
    UsageRecord longCall = usage();
    FileUsageJournal journal = started(folder, ledger);
    journal.opened(longCall);
    for (int i = 0; i < 3_000; i++) {
      UsageRecord bound = usage();
      while (!journal.opened(bound)) {
        Thread.onSpinWait();
      }
      journal.settled(ended(bound));
    }
    eventually(() -> segmentCount(folder) <= 3);
    journal.close();

    recover(folder);

    assertThat(ledger.records()).contains(longCall).hasSize(3_001);
  }

  @Test
  void takesCallsWhileTheLedgerIsAway() throws Exception {
    AtomicBoolean away = new AtomicBoolean(true);
    UsageLedger flaky =
        new UsageLedger() {
          @Override
          public int append(Collection<UsageRecord> records) {
            if (away.get()) {
              throw new IllegalStateException("database is away");
            }
            return ledger.append(records);
          }

          @Override
          public List<Balance> balances() {
            return List.of();
          }
        };
    try (FileUsageJournal journal = started(folder, flaky)) {
      for (int i = 0; i < 1_000; i++) {
        UsageRecord bound = usage();
        while (!journal.opened(bound)) {
          Thread.onSpinWait();
        }
        journal.settled(ended(bound));
      }
      assertThat(ledger.records()).isEmpty();

      away.set(false);

      eventually(() -> ledger.records().size() == 1_000);
    }
  }

  @Test
  void refusesCallsWhenItMayKeepNoMoreFiles() throws Exception {
    JournalSettings narrow =
        new JournalSettings(
            folder,
            JournalSettings.SMALLEST_SEGMENT,
            2,
            Duration.ofMillis(10),
            Duration.ofMillis(5));
    FileUsageJournal journal = new FileUsageJournal(narrow, failing());
    journal.recover();
    journal.start();
    int taken = 0;
    UsageRecord last = usage();
    while (journal.opened(last) && taken < 10_000) {
      taken++;
      last = usage();
    }

    assertThat(taken).isBetween(50, 5_000);
    assertThat(journal.accepting()).isFalse();
    recover(crash(journal));
    assertThat(ledger.records()).hasSize(taken);
  }

  @Test
  void refusesAFolderThatIsInUse() {
    try (FileUsageJournal first = new FileUsageJournal(settings(folder), ledger)) {
      assertThat(first.recover()).isZero();
      assertThatThrownBy(() -> new FileUsageJournal(settings(folder), ledger))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another process uses");
    }
  }

  @Test
  void takesCallsFromManyThreadsAtOnce() throws Exception {
    try (FileUsageJournal journal = started(folder, ledger)) {
      CountDownLatch go = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        RandomAggregates own = new RandomAggregates(100 + t);
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      await(go);
                      for (int i = 0; i < 500; i++) {
                        UsageRecord bound = own.usage(0, "counter");
                        while (!journal.opened(bound)) {
                          Thread.onSpinWait();
                        }
                        journal.settled(ended(bound));
                      }
                    }));
      }
      go.countDown();
      for (Thread thread : threads) {
        thread.join();
      }

      eventually(() -> ledger.records().size() == 4_000);
      assertThat(ledger.records()).allMatch(record -> record.outcome() == Outcome.COMPLETED);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a process that ended right now would leave: the files as they are, and nobody's hold. */
  private Path crash(FileUsageJournal journal) throws IOException {
    Path copy = copyOf(folder);
    journal.close();
    return copy;
  }

  private static Path copyOf(Path from) throws IOException {
    Path copy = Files.createTempDirectory(from.getParent(), "crashed");
    for (Path file : segments(from)) {
      Files.copy(file, copy.resolve(file.getFileName()));
    }
    return copy;
  }

  private int recover(Path where) {
    try (FileUsageJournal next = new FileUsageJournal(settings(where), ledger)) {
      return next.recover();
    }
  }

  private static FileUsageJournal started(Path where, UsageLedger to) {
    FileUsageJournal journal = new FileUsageJournal(settings(where), to);
    journal.recover();
    journal.start();
    return journal;
  }

  private static JournalSettings settings(Path where) {
    return new JournalSettings(
        where,
        JournalSettings.SMALLEST_SEGMENT * 4,
        200,
        Duration.ofMillis(5),
        Duration.ofMillis(2));
  }

  private UsageRecord usage() {
    UsageRecord any = random.usage(0, "provider:one:cost/monthly", "api_key:two:requests/rpm");
    return new UsageRecord(
        any.requestId(),
        any.at().truncatedTo(ChronoUnit.MILLIS),
        any.organization(),
        any.workspace(),
        any.apiKey(),
        any.integration(),
        any.provider(),
        any.model(),
        any.usage(),
        any.cost(),
        any.estimated(),
        any.outcome(),
        any.status(),
        any.charges());
  }

  private static UsageRecord ended(UsageRecord bound) {
    return new UsageRecord(
        bound.requestId(),
        bound.at(),
        bound.organization(),
        bound.workspace(),
        bound.apiKey(),
        bound.integration(),
        bound.provider(),
        bound.model(),
        TokenUsage.of(3, 4),
        new Money(5),
        false,
        Outcome.COMPLETED,
        200,
        bound.charges());
  }

  private static UsageLedger failing() {
    return new UsageLedger() {
      @Override
      public int append(Collection<UsageRecord> records) {
        if (records.isEmpty()) {
          return 0;
        }
        throw new IllegalStateException("database is away");
      }

      @Override
      public List<Balance> balances() {
        return List.of();
      }
    };
  }

  private static List<Path> segments(Path where) throws IOException {
    try (Stream<Path> all = Files.list(where)) {
      return all.filter(Segment::isSegment).sorted().toList();
    }
  }

  private static int segmentCount(Path where) {
    try {
      return segments(where).size();
    } catch (IOException e) {
      return Integer.MAX_VALUE;
    }
  }

  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("came true in time").isLessThan(deadline);
      Thread.sleep(5);
    }
  }
}
