package io.modelcatalog.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code catalog usage verify} on the data of a server that took calls. */
class UsageCommandTest {
  private static final String HELLO =
      """
      {"model":"@echo/echo","messages":[{"role":"user","content":"Hello"}]}""";

  @TempDir Path folder;

  private final Map<String, String> settings = new HashMap<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private int run(String... more) {
    said.reset();
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("CATALOG_DATA_DIR", folder.toString());
    environment.put("CATALOG_LOG_LEVEL", "warn");
    List<String> arguments = new ArrayList<>(List.of("usage", "verify"));
    arguments.addAll(List.of(more));
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    return new CommandLine(environment, stream, stream).run(arguments);
  }

  private String text() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private static void call(LocalCatalog catalog) {
    String workspace = catalog.workspace("Research");
    catalog.integration("echo", "echo", "");
    catalog.provision(
        "echo", workspace, ",\"usage_limits\":[{\"type\":\"cost\",\"credit_limit\":1}]");
    String key = catalog.key(workspace, "");
    catalog.chat(key, HELLO).expect(200);
    catalog.chat(key, HELLO).expect(200);
  }

  @Test
  void comparesAndRepairsTheEmbeddedDatabaseOfAStoppedServer() throws Exception {
    assertThat(run()).isEqualTo(1);
    assertThat(text()).contains("there is no database in the data folder");
    try (LocalCatalog catalog = LocalCatalog.in(folder, settings)) {
      call(catalog);
    }

    assertThat(run()).as(text()).isZero();
    assertThat(text()).startsWith("2 records, 1 balances: all agree");

    mutate("jdbc:h2:file:" + folder.resolve("catalog") + ";DATABASE_TO_LOWER=TRUE", "sa");
    assertThat(run()).isEqualTo(1);
    assertThat(text()).contains("cost/total", "stored 1 since", "recomputed 6000 since", "1 diff");
    assertThat(run("--repair")).isZero();
    assertThat(run()).isZero();
  }

  @Test
  void comparesPostgresWhileTheServerRuns() throws Exception {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setLocaleConfig("locale", "C.UTF-8").start()) {
      String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
      settings.put("CATALOG_DATASOURCE_URL", url);
      settings.put("CATALOG_DATASOURCE_USERNAME", "postgres");
      try (LocalCatalog catalog = LocalCatalog.in(folder, settings)) {
        call(catalog);
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (run() != 0 || !text().startsWith("2 records")) {
          assertThat(System.nanoTime()).as(text()).isLessThan(deadline);
          Thread.sleep(20);
        }

        mutate(url, "postgres");
        assertThat(run()).isEqualTo(1);
        assertThat(run("--repair")).isZero();
        assertThat(run()).isZero();
      }
    }
  }

  private static void mutate(String url, String user) throws Exception {
    try (Connection connection = DriverManager.getConnection(url, user, "");
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("UPDATE limit_balance SET used = 1")).isEqualTo(1);
    }
  }
}
