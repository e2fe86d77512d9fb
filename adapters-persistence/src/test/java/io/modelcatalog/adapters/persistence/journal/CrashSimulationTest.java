package io.modelcatalog.adapters.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.usage.InMemoryUsageLedger;
import io.modelcatalog.application.port.usage.UsageLedger.Balance;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.UsageRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Crashes at arbitrary moments: what the files and the ledger hold at that moment is copied, and
 * the next start on the copy must book exactly what a plain model of the calls says.
 */
class CrashSimulationTest {
  private static final JournalOptions SMALL =
      new JournalOptions(
          32 << 10, 32, Duration.ofMillis(5), Duration.ofMillis(1), 50, Duration.ofSeconds(5));

  @TempDir Path directory;

  /** What was noted, and so what must be booked. */
  private static final class Model {
    private final Set<Long> open = new LinkedHashSet<>();
    private final Map<UUID, UsageRecord> booked = new LinkedHashMap<>();

    Map<UUID, UsageRecord> afterACrash() {
      Map<UUID, UsageRecord> expected = new LinkedHashMap<>(booked);
      open.forEach(n -> expected.put(Calls.id(n), Calls.interrupted(n)));
      return expected;
    }
  }

  /** A whole record found in a copied file. */
  private record Found(Path file, long at, int length, UUID call, JournalEntry kind) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theNextStartBooksExactlyWhatWasNoted(long seed) throws IOException {
    Random random = new Random(seed);
    Model model = new Model();
    BreakableLedger ledger = new BreakableLedger();
    Path live = Files.createDirectory(directory.resolve("live"));
    FileUsageJournal journal = FileUsageJournal.open(live, ledger, SMALL);
    journal.recover();
    long next = 0;
    for (int crash = 0; crash < 25; crash++) {
      for (int steps = random.nextInt(400); steps > 0; steps--) {
        next = step(random, journal, ledger, model, next);
      }
      Path copy = copy(live, directory.resolve("crash-" + crash));
      InMemoryUsageLedger stored = copyOf(ledger);
      Map<UUID, UsageRecord> expected = model.afterACrash();

      switch (random.nextInt(3)) {
        case 0 -> {}
        case 1 -> expected.putAll(tearTheTail(copy, stored, expected));
        default -> expected = damage(random, copy, stored, expected);
      }

      recover(copy, stored);
      assertBooked(stored, expected);
      recover(copy, stored);
      assertBooked(stored, expected);
    }
    journal.abandon();
  }

  private static long step(
      Random random, FileUsageJournal journal, BreakableLedger ledger, Model model, long next) {
    switch (random.nextInt(20)) {
      case 0 -> {
        ledger.broken(random.nextBoolean());
        return next;
      }
      case 1, 2, 3, 4, 5, 6, 7, 8, 9 -> {
        if (model.open.size() < 100 && journal.opened(Calls.bound(next))) {
          model.open.add(next);
        }
        return next + 1;
      }
      default -> {
        if (!model.open.isEmpty()) {
          long call =
              model.open.stream().skip(random.nextInt(model.open.size())).findFirst().orElseThrow();
          journal.settled(Calls.end(call));
          if (journal.status().overflowing() == 0) {
            model.open.remove(call);
            model.booked.put(Calls.id(call), Calls.end(call));
          } else {
            // It waits in memory: until the ledger has it, a crash books the bound.
            ledger.broken(false);
            await(journal);
            model.open.remove(call);
            model.booked.put(Calls.id(call), Calls.end(call));
          }
        }
        return next;
      }
    }
  }

  private static void await(FileUsageJournal journal) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (journal.status().overflowing() > 0 || !journal.accepting()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** Files first, then the ledger: what is removed meanwhile is stored by then. */
  private static Path copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (var files = Files.list(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(".segment")) {
          try {
            Files.copy(file, to.resolve(name));
          } catch (NoSuchFileException e) {
            assertThat(file).doesNotExist();
          }
        }
      }
    }
    return to;
  }

  private static InMemoryUsageLedger copyOf(BreakableLedger ledger) {
    InMemoryUsageLedger copy = new InMemoryUsageLedger();
    copy.append(ledger.records());
    return copy;
  }

  /** The last record of the newest file was being written: its publication never came. */
  private static Map<UUID, UsageRecord> tearTheTail(
      Path copy, InMemoryUsageLedger stored, Map<UUID, UsageRecord> expected) throws IOException {
    List<Found> found = found(copy);
    if (found.isEmpty()) {
      return Map.of();
    }
    Found last = found.getLast();
    overwrite(last.file(), last.at(), new byte[8]);
    return afterLosing(List.of(last), found, stored, expected);
  }

  /** Bytes of some records have changed, or whole stretches are garbage. */
  private static Map<UUID, UsageRecord> damage(
      Random random, Path copy, InMemoryUsageLedger stored, Map<UUID, UsageRecord> expected)
      throws IOException {
    List<Found> found = found(copy);
    Set<Found> lost = new LinkedHashSet<>();
    for (int i = random.nextInt(6); i > 0 && !found.isEmpty(); i--) {
      Found victim = found.get(random.nextInt(found.size()));
      if (lost.add(victim)) {
        if (random.nextBoolean()) {
          int at = random.nextInt(victim.length());
          SegmentTest.flip(victim.file(), victim.at() + at);
        } else {
          byte[] garbage = new byte[victim.length()];
          random.nextBytes(garbage);
          overwrite(victim.file(), victim.at(), garbage);
        }
      }
    }
    Map<UUID, UsageRecord> damaged = new LinkedHashMap<>(expected);
    Map<UUID, UsageRecord> changed = afterLosing(List.copyOf(lost), found, stored, expected);
    changed.forEach(
        (call, record) -> {
          if (record == null) {
            damaged.remove(call);
          } else {
            damaged.put(call, record);
          }
        });
    return damaged;
  }

  /** What becomes of the calls of lost records: another note, the ledger, the bound, or nothing. */
  private static Map<UUID, UsageRecord> afterLosing(
      List<Found> lost,
      List<Found> found,
      InMemoryUsageLedger stored,
      Map<UUID, UsageRecord> expected) {
    List<Found> left = new ArrayList<>(found);
    left.removeAll(lost);
    Set<UUID> known = new HashSet<>();
    stored.records().forEach(record -> known.add(record.requestId()));
    Map<UUID, UsageRecord> changed = new HashMap<>();
    for (Found one : lost) {
      UUID call = one.call();
      boolean ended =
          left.stream().anyMatch(f -> f.call().equals(call) && f.kind() == JournalEntry.SETTLED);
      boolean opened =
          left.stream().anyMatch(f -> f.call().equals(call) && f.kind() != JournalEntry.SETTLED);
      if (known.contains(call) || ended) {
        changed.put(call, expected.get(call));
      } else if (opened) {
        changed.put(call, Calls.interrupted(call.getLeastSignificantBits()));
      } else {
        changed.put(call, null);
      }
    }
    return changed;
  }

  private static List<Found> found(Path copy) throws IOException {
    List<Found> found = new ArrayList<>();
    for (Segment segment : new SegmentFiles(copy).existing()) {
      segment.scan(
          (at, body) ->
              found.add(
                  new Found(
                      segment.file(),
                      at,
                      Segment.PREFIX + body.length,
                      RecordCodec.requestId(body),
                      RecordCodec.kind(body))));
      segment.close();
    }
    return found;
  }

  private static void recover(Path directory, InMemoryUsageLedger ledger) throws IOException {
    FileUsageJournal next = FileUsageJournal.open(directory, ledger, SMALL);
    next.recover();
    next.abandon();
  }

  private static void assertBooked(InMemoryUsageLedger ledger, Map<UUID, UsageRecord> expected) {
    expected.values().removeIf(java.util.Objects::isNull);
    assertThat(ledger.records()).containsExactlyInAnyOrderElementsOf(expected.values());
    Map<String, Long> sums = new HashMap<>();
    for (UsageRecord record : expected.values()) {
      for (Charge charge : record.charges()) {
        sums.merge(charge.key(), charge.amount(), Long::sum);
      }
    }
    Map<String, Long> balances = new HashMap<>();
    for (Balance balance : ledger.balances()) {
      balances.put(balance.key(), balance.used());
    }
    assertThat(balances).isEqualTo(sums);
  }

  private static void overwrite(Path file, long at, byte[] bytes) throws IOException {
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(bytes), at);
    }
  }
}
