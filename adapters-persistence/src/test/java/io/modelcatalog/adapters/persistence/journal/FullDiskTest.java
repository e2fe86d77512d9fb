package io.modelcatalog.adapters.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file system that is really full: a small one in memory, where this process may mount one.
 * Elsewhere {@link FileUsageJournalTest} shows the same with a file system that only says so.
 */
class FullDiskTest {
  private static final JournalOptions OPTIONS =
      new JournalOptions(
          256 << 10, 64, Duration.ofMillis(20), Duration.ofMillis(2), 200, Duration.ofSeconds(5));

  @TempDir Path parent;
  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(parent.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString()) == 0,
        "a file system can be mounted here");
  }

  @AfterEach
  void unmount() throws Exception {
    assertThat(run("umount", disk.toString())).isIn(0, 32, 1);
  }

  @Test
  void refusesCallsWhileItIsFullLosesNoneAndHealsByItself() throws Exception {
    BreakableLedger ledger = new BreakableLedger();
    FileUsageJournal journal = FileUsageJournal.open(disk.resolve("journal"), ledger, OPTIONS);
    journal.recover();
    Path ballast = disk.resolve("ballast");
    fill(ballast);
    List<Long> calls = new ArrayList<>();
    for (long n = 0; n < 100_000 && journal.opened(Calls.bound(n)); n++) {
      calls.add(n);
    }

    assertThat(calls).hasSizeGreaterThan(100);
    assertThat(journal.accepting()).isFalse();
    waitUntil(() -> journal.status().diskProblem().isPresent());
    assertThat(journal.status().diskProblem().orElseThrow()).contains("No space left");
    assertThat(journal.obstacle()).contains("the disk of the usage journal is full");
    calls.forEach(n -> journal.settled(Calls.end(n)));
    waitUntil(() -> ledger.records().size() == calls.size());
    assertThat(ledger.records())
        .containsExactlyInAnyOrderElementsOf(calls.stream().map(Calls::end).toList());

    Files.delete(ballast);
    long room = System.nanoTime();
    waitUntil(journal::accepting);
    assertThat(Duration.ofNanos(System.nanoTime() - room)).isLessThan(Duration.ofSeconds(5));
    assertThat(journal.obstacle()).isEmpty();
    assertThat(journal.opened(Calls.bound(1_000_000))).isTrue();
    journal.settled(Calls.end(1_000_000));
    journal.close();
    assertThat(ledger.records()).hasSize(calls.size() + 1);
  }

  private static void fill(Path file) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      while (true) {
        out.write(new byte[4_096]);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static void waitUntil(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
      Thread.sleep(2);
    }
  }
}
