package io.modelcatalog.adapters.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.application.port.usage.InMemoryUsageLedger;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.UsageRecord;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that notes calls with SIGKILL, and looks for everything it had been told of. */
@Tag("slow")
class KillTest {
  @TempDir Path directory;

  @Test
  void aKilledProcessLosesNoNoteThatItsFilesAloneHold() throws Exception {
    Random random = new Random(11);
    for (int kill = 0; kill < 5; kill++) {
      Path here = directory.resolve("kill-" + kill);
      Told told = runAndKill(here, 0, "none", 150 + random.nextInt(700));
      assertThat(told.settled()).hasSizeGreaterThan(100);

      InMemoryUsageLedger ledger = new InMemoryUsageLedger();
      FileUsageJournal next =
          FileUsageJournal.open(here.resolve("journal"), ledger, Crasher.OPTIONS);
      Recovery recovery = next.recover();
      next.abandon();

      assertThat(recovery.damaged()).isLessThanOrEqualTo(3);
      Map<UUID, UsageRecord> booked = new HashMap<>();
      ledger.records().forEach(record -> booked.put(record.requestId(), record));
      for (long n : told.settled()) {
        assertThat(booked.get(Calls.id(n))).isEqualTo(Calls.end(n));
      }
      for (long n : told.opened()) {
        if (!told.settled().contains(n)) {
          assertThat(booked.get(Calls.id(n))).isIn(Calls.interrupted(n), Calls.end(n));
        }
      }
      // At most one note of each of the three threads was taken and not told of.
      assertThat(booked.size()).isLessThanOrEqualTo(told.opened().size() + 3);
    }
  }

  @Test
  void killedAgainAndAgainItsDatabaseHoldsEveryCallOnce() throws Exception {
    Random random = new Random(12);
    Set<Long> opened = new HashSet<>();
    Set<Long> settled = new HashSet<>();
    for (int kill = 0; kill < 4; kill++) {
      Told told = runAndKill(directory, kill * 10_000_000L, "h2", 300 + random.nextInt(900));
      opened.addAll(told.opened());
      settled.addAll(told.settled());
    }
    assertThat(settled).hasSizeGreaterThan(1_000);

    try (TestDatabase database = TestDatabase.h2In(directory)) {
      FileUsageJournal next =
          FileUsageJournal.open(
              directory.resolve("journal"), database.bean(UsageLedger.class), Crasher.OPTIONS);
      next.recover();
      next.close();

      Map<UUID, String> booked = booked(database);
      for (long n : settled) {
        assertThat(booked.get(Calls.id(n))).isEqualTo(Outcome.COMPLETED + " false " + n % 1_000);
      }
      for (long n : opened) {
        if (!settled.contains(n)) {
          assertThat(booked.get(Calls.id(n)))
              .isIn(Outcome.INTERRUPTED + " true 1000", Outcome.COMPLETED + " false " + n % 1_000);
        }
      }
      assertThat(booked.size()).isLessThanOrEqualTo(opened.size() + 4 * 3);
      long used =
          booked.values().stream()
              .mapToLong(text -> Long.parseLong(text.substring(text.lastIndexOf(' ') + 1)))
              .sum();
      assertThat(
              database.bean(UsageLedger.class).balances().stream()
                  .filter(balance -> balance.key().startsWith("provider:"))
                  .map(UsageLedger.Balance::used)
                  .toList())
          .isEqualTo(List.of(used));
    }
  }

  private record Told(Set<Long> opened, Set<Long> settled) {}

  /** Runs a crasher, and kills it so many milliseconds after its first word. */
  private static Told runAndKill(Path directory, long base, String ledger, int millis)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Crasher.class.getName(),
                directory.toString(),
                String.valueOf(base),
                ledger)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Set<Long> opened = new HashSet<>();
    Set<Long> settled = new HashSet<>();
    try (DataInputStream in = new DataInputStream(process.getInputStream())) {
      long killAt = 0;
      while (true) {
        byte what = in.readByte();
        long n = in.readLong();
        (what == Crasher.OPENED ? opened : settled).add(n);
        if (killAt == 0) {
          killAt = System.nanoTime() + millis * 1_000_000L;
        } else if (System.nanoTime() >= killAt) {
          // Not Process.destroyForcibly, which would close the stream with words still in it.
          assertThat(process.toHandle().destroyForcibly()).isTrue();
          killAt = Long.MAX_VALUE;
        }
      }
    } catch (EOFException e) {
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("killed by SIGKILL").isEqualTo(137);
    } finally {
      process.destroyForcibly();
    }
    return new Told(opened, settled);
  }

  private static Map<UUID, String> booked(TestDatabase database) throws SQLException {
    Map<UUID, String> booked = new HashMap<>();
    try (Connection connection = database.connection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT request_id, outcome, estimated, charges FROM usage_record");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        String charges = row.getString(4);
        String amount = charges.substring(2, charges.indexOf(']'));
        booked.put(
            row.getObject(1, UUID.class),
            row.getString(2)
                + " "
                + row.getBoolean(3)
                + " "
                + amount.substring(amount.lastIndexOf(',') + 1));
      }
    }
    return booked;
  }
}
