package io.modelcatalog.adapters.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.application.port.usage.UsageJournal;
import io.modelcatalog.application.port.usage.UsageJournalContract;
import io.modelcatalog.application.port.usage.UsageLedger.Balance;
import io.modelcatalog.domain.usage.UsageRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileUsageJournalTest implements UsageJournalContract {
  private static final JournalOptions SMALL =
      new JournalOptions(
          64 << 10, 8, Duration.ofMillis(20), Duration.ofMillis(2), 100, Duration.ofSeconds(5));

  private static final JournalOptions ROOMY =
      new JournalOptions(
          64 << 10, 64, Duration.ofMillis(20), Duration.ofMillis(2), 100, Duration.ofSeconds(5));

  @TempDir Path directory;
  private final BreakableLedger ledger = new BreakableLedger();
  private final List<FileUsageJournal> opened = new ArrayList<>();
  private FileUsageJournal journal;

  @AfterEach
  void closeAll() {
    ledger.broken(false);
    opened.forEach(FileUsageJournal::abandon);
  }

  @Override
  public UsageJournal journal() {
    if (journal == null) {
      journal = started(SMALL);
    }
    return journal;
  }

  @Override
  public List<UsageRecord> bookedAfterTheEnd() {
    if (journal != null) {
      journal.abandon();
    }
    started(SMALL);
    return ledger.records();
  }

  @Test
  void carriesEndsToTheLedgerByItself() {
    FileUsageJournal journal = started(SMALL);
    for (long n = 0; n < 5_000; n++) {
      assertThat(journal.opened(Calls.bound(n))).isTrue();
      journal.settled(Calls.end(n));
      waitWhile(() -> !journal.accepting());
    }

    waitUntil(() -> ledger.records().size() == 5_000);
    waitUntil(() -> journal.status().segments() <= 4);
    assertThat(segmentFiles()).hasSizeLessThanOrEqualTo(4);
    assertThat(journal.status().open()).isZero();
    assertThat(ledger.records().get(4_321)).isEqualTo(Calls.end(4_321));
  }

  @Test
  void leavesNoFileBehindWhenEverythingIsStored() {
    FileUsageJournal journal = started(SMALL);
    for (long n = 0; n < 1_000; n++) {
      waitWhile(() -> !journal.accepting());
      assertThat(journal.opened(Calls.bound(n))).isTrue();
      journal.settled(Calls.end(n));
    }

    journal.close();

    assertThat(ledger.records()).hasSize(1_000);
    assertThat(segmentFiles()).isEmpty();
    assertThat(journal.accepting()).isFalse();
    assertThat(journal.opened(Calls.bound(9_999))).isFalse();
    assertThat(started(SMALL).status().open()).isZero();
  }

  @Test
  void keepsOpenCallsOverAnOrderlyCloseForTheNextStart() {
    FileUsageJournal journal = started(SMALL);
    assertThat(journal.opened(Calls.bound(1))).isTrue();
    assertThat(journal.opened(Calls.bound(2))).isTrue();
    journal.settled(Calls.end(2));

    journal.close();
    assertThat(ledger.records()).containsExactly(Calls.end(2));

    FileUsageJournal next = unstarted(SMALL);
    assertThat(recovered(next)).isEqualTo(new Recovery(1, 1, 1, 0));
    assertThat(ledger.records()).containsExactly(Calls.end(2), Calls.interrupted(1));
  }

  @Test
  void refusesASecondProcessOnTheSameDirectory() {
    FileUsageJournal first = started(SMALL);

    assertThatThrownBy(() -> FileUsageJournal.open(directory, ledger, SMALL))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use by another process")
        .hasMessageContaining(directory.toString());

    first.close();
    assertThat(started(SMALL).accepting()).isTrue();
  }

  @Test
  void takesNoNoteBeforeRecovery() {
    FileUsageJournal journal = unstarted(SMALL);

    assertThat(journal.accepting()).isFalse();
    assertThat(journal.opened(Calls.bound(1))).isFalse();

    assertThat(recovered(journal)).isEqualTo(new Recovery(0, 0, 0, 0));
    assertThat(journal.opened(Calls.bound(1))).isTrue();
    assertThatThrownBy(journal::recover).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void keepsNotesWhileTheLedgerIsOutOfReachAndCatchesUp() {
    FileUsageJournal journal = started(SMALL);
    ledger.broken(true);
    long n = 0;
    while (true) {
      boolean noMoreFiles = journal.status().segments() == 8;
      if (journal.opened(Calls.bound(n))) {
        journal.settled(Calls.end(n));
        n++;
      } else if (noMoreFiles) {
        break;
      }
    }

    assertThat(n).isGreaterThan(400);
    assertThat(journal.accepting()).as("all files are full").isFalse();
    assertThat(segmentFiles()).hasSize(8);
    waitUntil(() -> journal.status().ledgerProblem().isPresent());

    ledger.broken(false);
    long all = n;
    waitUntil(() -> ledger.records().size() == all);
    waitUntil(journal::accepting);
    assertThat(journal.status().ledgerProblem()).isEmpty();
    assertThat(journal.opened(Calls.bound(n))).isTrue();
  }

  @Test
  void anEndIsNeverLostEvenWhenNoFileHasRoom() {
    FileUsageJournal journal = started(SMALL);
    ledger.broken(true);
    List<Long> underWay = new ArrayList<>();
    for (long n = 0; n < 2_000 && journal.opened(Calls.bound(n)); n++) {
      underWay.add(n);
      if (n % 100 == 0) {
        pause(2);
      }
    }
    underWay.forEach(n -> journal.settled(Calls.end(n)));

    assertThat(journal.status().overflowing()).isPositive();
    assertThat(journal.accepting()).isFalse();

    ledger.broken(false);
    waitUntil(() -> ledger.records().size() == underWay.size());
    assertThat(ledger.records())
        .containsExactlyInAnyOrderElementsOf(underWay.stream().map(Calls::end).toList());
    waitUntil(() -> journal.status().open() == 0);
    waitUntil(journal::accepting);
    journal.close();
    assertThat(segmentFiles()).isEmpty();
  }

  @Test
  void aLongCallDoesNotKeepOldFiles() {
    FileUsageJournal journal = started(SMALL);
    assertThat(journal.opened(Calls.bound(1_000_000))).isTrue();
    assertThat(journal.opened(Calls.bound(1_000_001))).isTrue();
    for (long n = 0; n < 20_000; n++) {
      waitWhile(() -> !journal.accepting());
      assertThat(journal.opened(Calls.bound(n))).isTrue();
      journal.settled(Calls.end(n));
    }
    waitUntil(() -> ledger.records().size() == 20_000);
    waitUntil(() -> journal.status().segments() <= 6);
    waitUntil(() -> !segmentFiles().contains("0000000000000001.segment"));

    journal.settled(Calls.end(1_000_000));
    waitUntil(() -> ledger.records().size() == 20_001);
    journal.abandon();

    assertThat(recovered(unstarted(SMALL)).interrupted()).isPositive();
    assertThat(ledger.records()).hasSize(20_002);
    assertThat(ledger.records()).contains(Calls.end(1_000_000), Calls.interrupted(1_000_001));
  }

  @Test
  void recoversOnceHoweverOftenItIsTriedOrBrokenOff() {
    FileUsageJournal journal = started(ROOMY);
    ledger.broken(true);
    for (long n = 0; n < 900; n++) {
      waitWhile(() -> !journal.accepting());
      assertThat(journal.opened(Calls.bound(n))).isTrue();
      if (n % 3 != 0) {
        journal.settled(Calls.end(n));
      }
    }
    journal.abandon();
    ledger.broken(false);

    for (int batches = 0; batches < 9; batches++) {
      ledger.failAfter(batches);
      FileUsageJournal next = unstarted(SMALL);
      assertThatThrownBy(next::recover)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("ledger: out of reach");
      if (batches % 2 == 0) {
        assertThatThrownBy(next::recover).isInstanceOf(IllegalStateException.class);
      }
      next.abandon();
    }
    ledger.failAfter(Integer.MAX_VALUE);

    Recovery recovery = recovered(unstarted(SMALL));

    assertThat(recovery.settled()).isEqualTo(600);
    assertThat(recovery.interrupted()).isEqualTo(300);
    List<UsageRecord> expected = new ArrayList<>();
    long total = 0;
    for (long n = 0; n < 900; n++) {
      expected.add(n % 3 == 0 ? Calls.interrupted(n) : Calls.end(n));
      total += n % 3 == 0 ? 1_000 : n;
    }
    assertThat(ledger.records()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(ledger.balances().stream().mapToLong(Balance::used).sum()).isEqualTo(2 * total);
  }

  @Test
  void refusesCallsWhenTheDiskIsFullAndHealsByItself() {
    AtomicBoolean full = new AtomicBoolean();
    FileUsageJournal journal = startedOn(new FullDisk(directory, full), SMALL);
    List<Long> underWay = new ArrayList<>();
    full.set(true);
    for (long n = 0; n < 10_000 && journal.opened(Calls.bound(n)); n++) {
      underWay.add(n);
      if (n % 2 == 0) {
        journal.settled(Calls.end(n));
      }
    }

    assertThat(underWay).hasSizeBetween(100, 9_000);
    assertThat(journal.accepting()).isFalse();
    waitUntil(() -> journal.status().diskProblem().isPresent());
    underWay.stream().filter(n -> n % 2 != 0).forEach(n -> journal.settled(Calls.end(n)));
    waitUntil(() -> ledger.records().size() == underWay.size());
    assertThat(segmentFiles()).as("nothing half-made").allMatch(f -> f.endsWith(".segment"));

    full.set(false);
    waitUntil(journal::accepting);
    assertThat(journal.status().diskProblem()).isEmpty();
    assertThat(journal.opened(Calls.bound(20_000))).isTrue();
    journal.settled(Calls.end(20_000));
    waitUntil(() -> ledger.records().contains(Calls.end(20_000)));
  }

  @Test
  void startsOnAFullDiskAndTakesCallsOnceThereIsRoom() {
    AtomicBoolean full = new AtomicBoolean(true);
    FileUsageJournal journal = startedOn(new FullDisk(directory, full), SMALL);

    assertThat(journal.accepting()).isFalse();
    assertThat(journal.opened(Calls.bound(1))).isFalse();
    assertThat(journal.status().diskProblem()).isPresent();

    full.set(false);
    waitUntil(journal::accepting);
    assertThat(journal.opened(Calls.bound(1))).isTrue();
    journal.settled(Calls.end(1));
    waitUntil(() -> ledger.records().size() == 1);
  }

  @Test
  void leavesAFileThatCannotBeWrittenToTheDisk() {
    AtomicBoolean failing = new AtomicBoolean();
    FileUsageJournal journal =
        startedOn(
            new SegmentFiles(directory) {
              @Override
              void force(Segment segment) {
                if (segment.index() == 1 && failing.getAndSet(false)) {
                  throw new UncheckedIOException(new IOException("Input/output error"));
                }
                super.force(segment);
              }
            },
            SMALL);
    assertThat(journal.opened(Calls.bound(1))).isTrue();
    assertThat(journal.opened(Calls.bound(2))).isTrue();
    List<String> before = segmentFiles();

    failing.set(true);
    waitWhile(failing::get);
    journal.settled(Calls.end(2));

    waitUntil(() -> ledger.records().size() == 1);
    waitUntil(() -> !segmentFiles().contains(before.getFirst()));
    assertThat(journal.accepting()).isTrue();
    journal.abandon();
    recovered(unstarted(SMALL));
    assertThat(ledger.records()).containsExactly(Calls.end(2), Calls.interrupted(1));
  }

  @Test
  void manyThreadsLoseNothingOverManyFiles() {
    FileUsageJournal journal = started(SMALL);
    int threads = 6;
    int each = 4_000;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int t = 0; t < threads; t++) {
        long base = t * 1_000_000L;
        pool.execute(
            () -> {
              for (long n = base; n < base + each; n++) {
                while (!journal.opened(Calls.bound(n))) {
                  pause(1);
                }
                journal.settled(Calls.end(n));
              }
            });
      }
    }
    waitUntil(() -> ledger.records().size() == threads * each);
    waitUntil(() -> journal.status().open() == 0);
    journal.close();
    assertThat(segmentFiles()).isEmpty();
  }

  @Test
  void refusesARecordThatIsTooLargeToBeSure() {
    FileUsageJournal journal = started(SMALL);
    UsageRecord base = Calls.bound(1);
    List<io.modelcatalog.domain.usage.Charge> charges = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      charges.add(new io.modelcatalog.domain.usage.Charge("counter-" + i, 0, 1));
    }
    UsageRecord huge =
        new UsageRecord(
            base.requestId(),
            base.at(),
            base.organization(),
            base.workspace(),
            base.apiKey(),
            base.integration(),
            base.provider(),
            base.model(),
            base.usage(),
            base.cost(),
            false,
            base.outcome(),
            0,
            charges);

    assertThat(journal.opened(huge)).isFalse();
    assertThat(journal.opened(base)).isTrue();
    journal.settled(huge);
    waitUntil(() -> ledger.records().contains(huge));
  }

  /** A directory that can be full. */
  private static final class FullDisk extends SegmentFiles {
    private final AtomicBoolean full;

    FullDisk(Path directory, AtomicBoolean full) {
      super(directory);
      this.full = full;
    }

    @Override
    Segment create(long index, int size) throws IOException {
      if (full.get()) {
        throw new IOException("No space left on device");
      }
      return super.create(index, size);
    }
  }

  private FileUsageJournal started(JournalOptions options) {
    FileUsageJournal made = unstarted(options);
    recovered(made);
    return made;
  }

  private FileUsageJournal startedOn(SegmentFiles files, JournalOptions options) {
    try {
      FileUsageJournal made = FileUsageJournal.open(directory, files, ledger, options);
      opened.add(made);
      recovered(made);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileUsageJournal unstarted(JournalOptions options) {
    try {
      FileUsageJournal made = FileUsageJournal.open(directory, ledger, options);
      opened.add(made);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Recovery recovered(FileUsageJournal journal) {
    try {
      return journal.recover();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> segmentFiles() {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("lock"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void waitUntil(BooleanSupplier condition) {
    waitWhile(() -> !condition.getAsBoolean());
  }

  private static void waitWhile(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
      pause(1);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
