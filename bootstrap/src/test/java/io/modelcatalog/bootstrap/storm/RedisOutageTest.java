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
 * Redis, which holds the rate limits, hangs under calls, and later is killed and comes back empty:
 * who has no rate limit notices nothing, and nobody waits longer than a call's patience with the
 * store.
 */
@Tag("slow")
class RedisOutageTest {
  private static final Duration OUTAGE =
      Duration.ofSeconds(Long.getLong("storm.outage.seconds", 8));
  private static final Duration BEFORE = Duration.ofSeconds(6);
  private static final Duration BETWEEN = Duration.ofSeconds(5);
  private static final Duration AFTER = Duration.ofSeconds(6);

  /** From when on a store that is back is used again. */
  private static final long NOTICED_MILLIS = 3_000;

  private static final int TIGHT = 30;

  /**
   * Patience with the store and with other replicas, the upstream's slowest, and a busy machine.
   */
  private static final long LONGEST_MILLIS = 1_000 + 80 + 1_000;

  @TempDir Path folder;

  /**
   * A time without Redis.
   *
   * @param what what was done to it
   * @param from begin, milliseconds since the epoch
   * @param to end
   * @param judgedUntil until when calls after it are judged
   */
  private record Outage(String what, long from, long to, long judgedUntil) {}

  @Test
  void whileItHangsOrIsGoneNobodyWaitsForIt() throws Exception {
    try (RestartablePostgres postgres = new RestartablePostgres(folder);
        TestRedis redis = new TestRedis()) {
      Map<String, String> settings = new HashMap<>(postgres.environment());
      settings.put("CATALOG_REDIS_URL", redis.url());
      Duration all = BEFORE.plus(OUTAGE).plus(BETWEEN).plus(OUTAGE).plus(AFTER);
      Storm.Plan plan = new Storm.Plan(2, 24, all, Duration.ZERO, settings, 1_000);
      try (Storm storm = new Storm(folder, plan)) {
        storm.start();
        Thread calls = Thread.ofPlatform().start(() -> run(storm));
        Thread.sleep(BEFORE);
        redis.freeze();
        long frozen = System.currentTimeMillis();
        Thread.sleep(OUTAGE);
        redis.thaw();
        long thawed = System.currentTimeMillis();
        Thread.sleep(BETWEEN);
        redis.kill();
        long killed = System.currentTimeMillis();
        Thread.sleep(OUTAGE);
        redis.restart();
        long restarted = System.currentTimeMillis();
        calls.join();
        aRateHoldsOverBothReplicas(storm);
        Thread.sleep(4_000);
        for (CatalogProcess replica : storm.replicas()) {
          assertThat(replica.stop()).as(replica.tail()).isIn(0, 143);
        }
        Ledger ledger = Ledger.read(postgres.url(), "postgres", true);
        judge(storm, new Outage("hung", frozen, thawed, killed));
        judge(storm, new Outage("was stopped", killed, restarted, Long.MAX_VALUE));
        Oracle oracle = new Oracle(storm.calls(), ledger);
        assertThat(oracle.wronglyBooked()).isEmpty();
        assertThat(oracle.overRate(storm.rates())).isEmpty();
        assertThat(ledger.held()).isEqualTo(ledger.used());
      }
    }
  }

  private static void judge(Storm storm, Outage outage) {
    Set<String> rated =
        storm.rates().stream().map(Storm.DeclaredRate::key).collect(Collectors.toSet());
    List<Call> during = between(storm, outage.from(), outage.to());
    Map<End, Long> unrated = ends(during.stream().filter(c -> !rated.contains(c.target().key())));
    Map<End, Long> underRates = ends(during.stream().filter(c -> rated.contains(c.target().key())));
    long slowest =
        during.stream().mapToLong(call -> call.endMillis() - call.startMillis()).max().orElse(0);
    System.out.printf(
        "Redis %s: without rate limits %s, with %s, slowest call %d ms%n",
        outage.what(), unrated, underRates, slowest);
    assertThat(unrated.get(End.ANSWERED)).as(outage.what()).isGreaterThan(100);
    assertThat(unrated).as(outage.what()).doesNotContainKeys(End.LOST, End.UNDECIDED, End.REFUSED);
    assertThat(underRates).as(outage.what()).doesNotContainKeys(End.LOST);
    assertThat(slowest).as(outage.what()).isLessThan(LONGEST_MILLIS);
    assertThat(ends(between(storm, outage.to() + NOTICED_MILLIS, outage.judgedUntil()).stream()))
        .as("after it " + outage.what())
        .containsKey(End.ANSWERED)
        .doesNotContainKeys(End.LOST, End.UNDECIDED);
  }

  private static List<Call> between(Storm storm, long from, long to) {
    return storm.calls().stream()
        .filter(call -> call.startMillis() >= from && call.startMillis() < to)
        .toList();
  }

  /** Rate limits are those of both together again, to the last call. */
  private static void aRateHoldsOverBothReplicas(Storm storm) throws Exception {
    Call.Target target =
        storm.anotherKey(
            "\"rate_limits\":[{\"type\":\"requests\",\"unit\":\"rpw\",\"value\":%d}]"
                .formatted(TIGHT));
    // The first replica declared it; the other learns it within a second.
    Thread.sleep(1_500);
    Map<End, Long> ends = new TreeMap<>();
    for (int i = 0; i < 2 * TIGHT; i++) {
      ends.merge(storm.callOnce(storm.replicas().get(i % 2), target).end(), 1L, Long::sum);
    }
    assertThat(ends).containsOnlyKeys(End.ANSWERED, End.REFUSED);
    assertThat(ends.get(End.ANSWERED)).as("%s", ends).isEqualTo(TIGHT);
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
