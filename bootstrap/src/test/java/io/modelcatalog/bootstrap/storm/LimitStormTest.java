package io.modelcatalog.bootstrap.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.e2e.CatalogProcess;
import io.modelcatalog.bootstrap.storm.Call.End;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Limits hold in a storm: nothing is overspent, nothing stays reserved, nobody is refused who had
 * room, and each answer in full is booked once, to the nano-dollar. Small here; {@code
 * benchmarks/limits.sh} runs the same with two thousand callers for a minute.
 */
@Tag("slow")
class LimitStormTest {
  private static final String MASTER_KEY = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";
  private static final int CALLERS = Integer.getInteger("storm.callers", 200);
  private static final Duration DURATION = Duration.ofSeconds(Long.getLong("storm.seconds", 10));
  private static final Duration KILL_EVERY =
      Duration.ofSeconds(Long.getLong("storm.kill.seconds", 4));
  private static final double DOLLARS_PER_SECOND =
      Double.parseDouble(System.getProperty("storm.dollars", "0.05"));

  @TempDir Path folder;

  @Test
  void oneReplicaOnItsOwnDatabase() throws Exception {
    try (Storm storm = new Storm(folder, plan(1, Duration.ZERO, Map.of()))) {
      weather(storm, h2(), "sa", false, 100);
    }
  }

  @Test
  void oneReplicaOnPostgresThatCouldBeSeveral() throws Exception {
    try (EmbeddedPostgres postgres = postgres()) {
      Map<String, String> environment = on(postgres);
      environment.put("CATALOG_LIMITS_STORE", "postgres");
      try (Storm storm = new Storm(folder, plan(1, Duration.ZERO, environment))) {
        weather(storm, url(postgres), "postgres", true, 1_500);
      }
    }
  }

  @Test
  void oneReplicaOnPostgresAndRedis() throws Exception {
    try (EmbeddedPostgres postgres = postgres();
        TestRedis redis = new TestRedis()) {
      Map<String, String> environment = on(postgres);
      environment.put("CATALOG_REDIS_URL", redis.url());
      try (Storm storm = new Storm(folder, plan(1, Duration.ZERO, environment))) {
        weather(storm, url(postgres), "postgres", true, 1_500);
      }
    }
  }

  @Test
  void threeReplicasOnPostgres() throws Exception {
    try (EmbeddedPostgres postgres = postgres();
        Storm storm = new Storm(folder, plan(3, Duration.ZERO, on(postgres)))) {
      weather(storm, url(postgres), "postgres", true, 1_500);
    }
  }

  @Test
  void threeReplicasOnPostgresAndRedis() throws Exception {
    try (EmbeddedPostgres postgres = postgres();
        TestRedis redis = new TestRedis()) {
      Map<String, String> environment = on(postgres);
      environment.put("CATALOG_REDIS_URL", redis.url());
      try (Storm storm = new Storm(folder, plan(3, Duration.ZERO, environment))) {
        weather(storm, url(postgres), "postgres", true, 1_500);
      }
    }
  }

  @Test
  void threeReplicasOfWhichOneIsKilledNowAndThen() throws Exception {
    try (EmbeddedPostgres postgres = postgres();
        Storm storm = new Storm(folder, plan(3, KILL_EVERY, on(postgres)))) {
      weather(storm, url(postgres), "postgres", true, 1_500);
      assertThat(storm.kills()).isPositive();
    }
  }

  private void weather(Storm storm, String url, String user, boolean leases, long toleranceMillis)
      throws Exception {
    storm.start();
    storm.run();
    Thread.sleep(4_000);
    nothingIsReserved(storm);
    for (CatalogProcess replica : storm.replicas()) {
      assertThat(replica.stop()).as(replica.tail()).isIn(0, 143);
    }

    Ledger ledger = Ledger.read(url, user, leases);
    Oracle oracle = new Oracle(storm.calls(), ledger);
    report(storm, oracle);
    assertThat(oracle.overspent(storm.budgets())).isEmpty();
    assertThat(oracle.overRate(storm.rates())).isEmpty();
    assertThat(oracle.wronglyBooked()).isEmpty();
    assertThat(ledger.held())
        .as("held after a clean stop")
        .isEqualTo(leases ? ledger.used() : Map.of());
    if (storm.kills() == 0) {
      assertThat(oracle.falseRefusals(storm.budgets(), toleranceMillis)).isEmpty();
      assertThat(oracle.falseRateRefusals(storm.rates(), toleranceMillis)).isEmpty();
      assertThat(ends(storm)).doesNotContainKeys(End.LOST);
      // On a machine this small a store under storm can take longer than a call's patience.
      assertThat(ends(storm).getOrDefault(End.UNDECIDED, 0L))
          .isLessThanOrEqualTo(storm.calls().size() / 100);
    }
    assertThat(ends(storm).get(End.ANSWERED)).isGreaterThan(CALLERS);
    assertThat(ends(storm).get(End.REFUSED)).as("limits were reached").isGreaterThan(CALLERS);
  }

  private static void nothingIsReserved(Storm storm) throws Exception {
    for (CatalogProcess replica : storm.replicas()) {
      for (Call.Target target : storm.targets()) {
        for (Map<String, Object> limit : storm.limits(replica, target)) {
          assertThat(new BigDecimal(String.valueOf(limit.get("reserved"))))
              .as("%s of %s", limit, target)
              .isEqualByComparingTo("0");
        }
      }
    }
  }

  private static Map<End, Long> ends(Storm storm) {
    return storm.calls().stream()
        .collect(Collectors.groupingBy(Call::end, TreeMap::new, Collectors.counting()));
  }

  private static void report(Storm storm, Oracle oracle) {
    List<Call> calls = storm.calls();
    Map<String, Long> refusals =
        calls.stream()
            .filter(call -> call.end() == End.REFUSED)
            .collect(
                Collectors.groupingBy(
                    call -> call.refusedBy() + " " + call.refusedLimit(),
                    TreeMap::new,
                    Collectors.counting()));
    long slowest =
        calls.stream()
            .filter(call -> call.end() == End.REFUSED || call.end() == End.UNDECIDED)
            .mapToLong(call -> call.endMillis() - call.startMillis())
            .max()
            .orElse(0);
    long begun = calls.stream().mapToLong(Call::startMillis).min().orElse(0);
    calls.stream()
        .filter(call -> call.end() == End.UNDECIDED)
        .limit(8)
        .forEach(
            call ->
                System.out.printf(
                    "       undecided after %d ms, %d ms into the storm%n",
                    call.endMillis() - call.startMillis(), call.startMillis() - begun));
    System.out.printf(
        "storm: %d calls %s, %d at the upstream, %d kills, slowest refusal %d ms%n"
            + "       refused by %s%n       filled %s%n",
        calls.size(),
        ends(storm),
        storm.upstreamCalls(),
        storm.kills(),
        slowest,
        refusals,
        new TreeMap<>(oracle.fill(storm.budgets())));
  }

  private static Storm.Plan plan(
      int replicas, Duration killEvery, Map<String, String> environment) {
    return new Storm.Plan(replicas, CALLERS, DURATION, killEvery, environment, DOLLARS_PER_SECOND);
  }

  private static EmbeddedPostgres postgres() throws Exception {
    return EmbeddedPostgres.builder()
        .setLocaleConfig("locale", "C.UTF-8")
        .setServerConfig("max_connections", "200")
        .start();
  }

  private static Map<String, String> on(EmbeddedPostgres postgres) {
    Map<String, String> environment = new HashMap<>();
    environment.put("CATALOG_DATASOURCE_URL", url(postgres));
    environment.put("CATALOG_DATASOURCE_USERNAME", "postgres");
    environment.put("CATALOG_MASTER_KEY", MASTER_KEY);
    return environment;
  }

  private static String url(EmbeddedPostgres postgres) {
    return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
  }

  private String h2() {
    return "jdbc:h2:file:"
        + folder.resolve("replica-0").resolve("data").resolve("catalog")
        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;ACCESS_MODE_DATA=r";
  }
}
