package io.modelcatalog.bootstrap.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.modelcatalog.adapters.persistence.usage.BalanceRetention;
import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old balances of a server that takes calls. */
class BalanceKeeperTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String HELLO =
      """
      {"model":"@echo/echo","messages":[{"role":"user","content":"Hello"}]}""";

  @TempDir Path folder;

  @Test
  void groupsOfLongAgoGoAndThoseOfTodayGoOn() throws Exception {
    Map<String, String> settings = Map.of("CATALOG_KEEP_BALANCES_DAYS", "20");
    try (LocalCatalog catalog = LocalCatalog.in(folder, settings)) {
      String key = prepare(catalog);
      call(catalog, key, "ann").expect(200);
      String counter = await(catalog, 1).getFirst();
      assertThat(counter).endsWith("ann");
      copy(catalog, counter, "bob", 60);
      copy(catalog, counter, "eve", 40);

      BalanceKeeper keeper = start(catalog, InstantSource.system());

      assertThat(await(catalog, 2)).containsExactlyInAnyOrder(counter, with(counter, "eve"));
      keeper.close();
      call(catalog, key, "ann").expect(412);
      call(catalog, key, "bob").expect(200);
    }
  }

  @Test
  void aClockThatJumpsAheadIsNotBelieved() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.in(folder, Map.of())) {
      String key = prepare(catalog);
      call(catalog, key, "ann").expect(200);
      String counter = await(catalog, 1).getFirst();
      copy(catalog, counter, "bob", 80);
      Instant start = Instant.now().minus(Duration.ofDays(30));
      AtomicInteger asked = new AtomicInteger();

      BalanceKeeper keeper =
          start(
              catalog,
              () -> asked.getAndIncrement() == 0 ? start : start.plus(Duration.ofDays(400)));
      while (asked.get() < 2) {
        Thread.sleep(5);
      }
      // Long enough for what goes in the other test.
      Thread.sleep(500);

      assertThat(counters(catalog)).hasSize(2);
      keeper.close();
    }
  }

  private static BalanceKeeper start(LocalCatalog catalog, InstantSource clock) {
    return BalanceKeeper.start(
        catalog.server().context().getBean(BalanceRetention.class), clock, Duration.ZERO);
  }

  private static String prepare(LocalCatalog catalog) {
    String workspace = catalog.workspace("Research");
    catalog.integration("echo", "echo", "");
    catalog.provision("echo", workspace, "");
    catalog.create(
        "/v1/policies/usage-limits",
        """
        {"name":"One each","conditions":[{"key":"model","value":"@echo/*"}],
         "group_by":[{"key":"metadata._user"}],"type":"requests","credit_limit":1,
         "periodic_reset":"monthly"}""");
    return catalog.key(workspace, "");
  }

  private static Answer call(LocalCatalog catalog, String key, String user) {
    return catalog.send(
        catalog
            .request(key, "POST", "/v1/chat/completions", HELLO)
            .header("x-portkey-metadata", "{\"_user\":\"" + user + "\"}")
            .build());
  }

  private static String with(String counter, String user) {
    return counter.replace("ann", user);
  }

  /** What another user used in a month that began so many days ago. */
  private static void copy(LocalCatalog catalog, String counter, String user, int days)
      throws SQLException {
    try (Connection connection = connection(catalog);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO limit_balance (counter, replica, window_start, used) VALUES ('"
              + with(counter, user)
              + "', 'another', "
              + Instant.now().minus(Duration.ofDays(days)).toEpochMilli()
              + ", 1)");
    }
  }

  private static List<String> await(LocalCatalog catalog, int count) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> counters = counters(catalog);
    while (counters.size() != count && System.nanoTime() < end) {
      Thread.sleep(20);
      counters = counters(catalog);
    }
    assertThat(counters).hasSize(count);
    return counters;
  }

  private static List<String> counters(LocalCatalog catalog) throws SQLException {
    List<String> counters = new ArrayList<>();
    try (Connection connection = connection(catalog);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT counter FROM limit_balance")) {
      while (rows.next()) {
        counters.add(rows.getString(1));
      }
    }
    return counters;
  }

  private static Connection connection(LocalCatalog catalog) throws SQLException {
    return DelegatingDataSource.unwrapDataSource(
            catalog.server().context().getBean(DataSource.class))
        .getConnection();
  }
}
