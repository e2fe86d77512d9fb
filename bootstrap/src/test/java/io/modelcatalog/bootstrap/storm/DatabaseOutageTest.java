package io.modelcatalog.bootstrap.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.e2e.CatalogProcess;
import io.modelcatalog.bootstrap.storm.Call.End;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database is gone while calls go on: known keys keep working within what their limits had
 * leased, no call fails, and what was used is booked when it is back.
 */
@Tag("slow")
class DatabaseOutageTest {
  private static final Duration OUTAGE =
      Duration.ofSeconds(Long.getLong("storm.outage.seconds", 8));

  /** What is held follows the use of the last minutes, so longer outages follow longer use. */
  private static final Duration BEFORE = Duration.ofSeconds(Math.max(8, OUTAGE.toSeconds() / 2));

  private static final Duration AFTER = Duration.ofSeconds(6);
  private static final int CALLERS = 24;

  @TempDir Path folder;

  /** What is done to the database, and undone. */
  private interface Outage {
    void begin(RestartablePostgres postgres) throws Exception;

    void end(RestartablePostgres postgres) throws Exception;
  }

  @Test
  void whileItIsStoppedNoCallFailsAndNoUsageIsLost() throws Exception {
    survives(
        new Outage() {
          @Override
          public void begin(RestartablePostgres postgres) throws Exception {
            postgres.stop();
          }

          @Override
          public void end(RestartablePostgres postgres) throws Exception {
            postgres.start();
          }
        });
  }

  @Test
  void whileItHangsNoCallFailsAndNoUsageIsLost() throws Exception {
    survives(
        new Outage() {
          @Override
          public void begin(RestartablePostgres postgres) throws Exception {
            postgres.freeze();
          }

          @Override
          public void end(RestartablePostgres postgres) throws Exception {
            postgres.thaw();
          }
        });
  }

  private void survives(Outage outage) throws Exception {
    Duration whole = BEFORE.plus(OUTAGE).plus(AFTER);
    try (RestartablePostgres postgres = new RestartablePostgres(folder);
        Storm storm =
            new Storm(
                folder,
                // Limits with room for all of it: what is tested is the outage, not the end.
                new Storm.Plan(2, CALLERS, whole, Duration.ZERO, postgres.environment(), 1_000))) {
      storm.start();
      Thread calls = Thread.ofPlatform().start(() -> run(storm));
      Thread.sleep(BEFORE);
      outage.begin(postgres);
      long from = System.currentTimeMillis();
      Thread.sleep(OUTAGE);
      outage.end(postgres);
      long to = System.currentTimeMillis();
      calls.join();
      Thread.sleep(6_000);
      for (CatalogProcess replica : storm.replicas()) {
        assertThat(replica.stop()).as(replica.tail()).isIn(0, 143);
      }

      List<Call> during =
          storm.calls().stream()
              .filter(call -> call.startMillis() >= from && call.startMillis() < to)
              .toList();
      Map<End, Long> ends =
          during.stream()
              .collect(Collectors.groupingBy(Call::end, TreeMap::new, Collectors.counting()));
      System.out.printf(
          "outage of %d s: %d calls meanwhile %s, of %d%n",
          OUTAGE.toSeconds(), during.size(), ends, storm.calls().size());
      assertThat(ends.get(End.ANSWERED)).isGreaterThan(OUTAGE.toSeconds() * 10);
      assertThat(ends).doesNotContainKeys(End.LOST, End.UNDECIDED);
      Ledger ledger = Ledger.read(postgres.url(), "postgres", true);
      Oracle oracle = new Oracle(storm.calls(), ledger);
      assertThat(oracle.wronglyBooked()).isEmpty();
      assertThat(ledger.held()).isEqualTo(ledger.used());
    }
  }

  private static void run(Storm storm) {
    try {
      storm.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
