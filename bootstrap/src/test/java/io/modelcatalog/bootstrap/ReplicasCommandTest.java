package io.modelcatalog.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code catalog replicas} beside a server that runs. */
class ReplicasCommandTest {
  private static final String COUNTER = "provider:7b1d0f2e-0000-4000-8000-000000000001:";

  @TempDir Path folder;

  private final Map<String, String> settings = new HashMap<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private int run(String... arguments) {
    said.reset();
    List<String> all = new ArrayList<>(List.of("replicas"));
    all.addAll(List.of(arguments));
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    return new CommandLine(settings, stream, stream).run(all);
  }

  private String text() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void listsReplicasAndWritesALostOneOff() throws Exception {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setLocaleConfig("locale", "C.UTF-8").start()) {
      settings.put(
          "CATALOG_DATASOURCE_URL",
          "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres");
      settings.put("CATALOG_DATASOURCE_USERNAME", "postgres");
      settings.put("CATALOG_DATA_DIR", folder.resolve("tool").toString());
      settings.put("CATALOG_REPLICA_ID", "east");
      try (LocalCatalog catalog = LocalCatalog.in(folder.resolve("east"), settings)) {
        catalog.workspace("Research");
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
            Statement statement = connection.createStatement()) {
          statement.execute(
              "INSERT INTO replica (id, instance, started_at, seen_at) VALUES ('gone', 'x', 1, 1)");
          lose(statement, "cost/total", 5_000_000_000L, 1_000_000_000L);
          lose(statement, "tokens/total", 70, 70);
          statement.execute(
              "INSERT INTO limit_balance (counter, replica, window_start, used) VALUES ('"
                  + COUNTER
                  + "cost/total', 'gone', 0, 2000000000)");

          assertThat(run()).isZero();
          assertThat(text())
              .containsPattern("east  lives  holds nothing")
              .containsPattern("gone  lost, silent for \\d+ s  holds unused: 4.* USD");
          assertThat(run("forget", "east", "--unused", "free")).isEqualTo(1);
          assertThat(text()).contains("lives: stop it first");
          assertThat(run("forget", "west", "--unused", "free")).isEqualTo(1);
          assertThat(run("forget", "gone")).isEqualTo(2);
          assertThat(run("forget")).isEqualTo(2);

          assertThat(run("forget", "gone", "--unused", "free")).isZero();
          assertThat(text()).contains("of 1 limits is free again");
          assertThat(held(statement)).as("what the ledger has booked").isEqualTo(2_000_000_000L);
          assertThat(run()).isZero();
          assertThat(text()).contains("east").doesNotContain("gone");

          statement.execute("UPDATE limit_lease SET held = 9000000000 WHERE busy > 100");
          assertThat(run("forget", "gone", "--unused", "spent")).isZero();
          assertThat(held(statement)).isEqualTo(9_000_000_000L);
        }
      }
    }
  }

  private static void lose(Statement statement, String what, long held, long used)
      throws Exception {
    statement.execute(
        "INSERT INTO limit_book (counter, window_start, window_end, recall) VALUES ('"
            + COUNTER
            + what
            + "', 0, 9000000000000000000, 0)");
    statement.execute(
        "INSERT INTO limit_lease (counter, window_start, replica, held, busy, used, turn, answered,"
            + " recalled) VALUES ('%s%s', 0, 'gone', %d, %d, %d, 7, 0, FALSE)"
                .formatted(COUNTER, what, held, used, used));
  }

  private static long held(Statement statement) throws Exception {
    try (var row =
        statement.executeQuery(
            "SELECT held FROM limit_lease WHERE replica = 'gone' AND counter LIKE '%cost%'")) {
      row.next();
      return row.getLong(1);
    }
  }
}
