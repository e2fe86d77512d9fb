package io.modelcatalog.bootstrap.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.e2e.CatalogProcess;
import io.modelcatalog.bootstrap.storm.Call.End;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Redis, which holds the rate limits, hangs under calls: who has no rate limit notices nothing, and
 * nobody waits longer than a call's patience with the store.
 */
@Tag("slow")
class RedisOutageTest {
  private static final Duration OUTAGE =
      Duration.ofSeconds(Long.getLong("storm.outage.seconds", 8));
  private static final Duration BEFORE = Duration.ofSeconds(6);
  private static final Duration AFTER = Duration.ofSeconds(6);

  /**
   * Patience with the store and with other replicas, the upstream's slowest, and a busy machine.
   */
  private static final long LONGEST_MILLIS = 1_000 + 80 + 1_000;

  @TempDir Path folder;

  @Test
  void whileItHangsNobodyWaitsForIt() throws Exception {
    try (RestartablePostgres postgres = new RestartablePostgres(folder);
        TestRedis redis = new TestRedis()) {
      Map<String, String> settings = new HashMap<>(postgres.environment());
      settings.put("CATALOG_REDIS_URL", redis.url());
      Storm.Plan plan =
          new Storm.Plan(2, 24, BEFORE.plus(OUTAGE).plus(AFTER), Duration.ZERO, settings, 1_000);
      try (Storm storm = new Storm(folder, plan)) {
        storm.start();
        Thread calls = Thread.ofPlatform().start(() -> run(storm));
        Thread.sleep(BEFORE);
        redis.freeze();
        long from = System.currentTimeMillis();
        Thread.sleep(OUTAGE);
        long to = System.currentTimeMillis();
        redis.thaw();
        calls.join();
        Thread.sleep(4_000);
        for (CatalogProcess replica : storm.replicas()) {
          assertThat(replica.stop()).as(replica.tail()).isIn(0, 143);
        }
        judge(storm, from, to, Ledger.read(postgres.url(), "postgres", true));
      }
    }
  }

  private static void judge(Storm storm, long from, long to, Ledger ledger) {
    Set<String> rated =
        storm.rates().stream().map(Storm.DeclaredRate::key).collect(Collectors.toSet());
    List<Call> during =
        storm.calls().stream()
            .filter(call -> call.startMillis() >= from && call.startMillis() < to)
            .toList();
    Map<End, Long> unrated = ends(during.stream().filter(c -> !rated.contains(c.target().key())));
    Map<End, Long> underRates = ends(during.stream().filter(c -> rated.contains(c.target().key())));
    long slowest =
        during.stream().mapToLong(call -> call.endMillis() - call.startMillis()).max().orElse(0);
    System.out.printf(
        "Redis hung: without rate limits %s, with %s, slowest call %d ms%n",
        unrated, underRates, slowest);
    assertThat(unrated.get(End.ANSWERED)).isGreaterThan(100);
    assertThat(unrated).doesNotContainKeys(End.LOST, End.UNDECIDED, End.REFUSED);
    assertThat(underRates).doesNotContainKeys(End.LOST);
    assertThat(slowest).isLessThan(LONGEST_MILLIS);
    assertThat(ends(storm.calls().stream().filter(call -> call.startMillis() > to + 3_000)))
        .as("after it was back")
        .containsKey(End.ANSWERED)
        .doesNotContainKeys(End.LOST, End.UNDECIDED);
    Oracle oracle = new Oracle(storm.calls(), ledger);
    assertThat(oracle.wronglyBooked()).isEmpty();
    assertThat(oracle.overRate(storm.rates())).isEmpty();
    assertThat(ledger.held()).isEqualTo(ledger.used());
  }

  private static Map<End, Long> ends(java.util.stream.Stream<Call> calls) {
    return calls.collect(Collectors.groupingBy(Call::end, TreeMap::new, Collectors.counting()));
  }

  private static void run(Storm storm) {
    try {
      storm.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
