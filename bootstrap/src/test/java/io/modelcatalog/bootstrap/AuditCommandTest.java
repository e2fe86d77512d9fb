package io.modelcatalog.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code catalog audit} on the log of a server that was administered. */
class AuditCommandTest {
  @TempDir Path folder;

  private final Map<String, String> settings = new HashMap<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private int run(String... arguments) {
    said.reset();
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("CATALOG_DATA_DIR", folder.toString());
    environment.put("CATALOG_LOG_LEVEL", "warn");
    List<String> all = new ArrayList<>(List.of("audit"));
    all.addAll(List.of(arguments));
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    return new CommandLine(environment, stream, stream).run(all);
  }

  private String text() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void findsWhatWasChangedInTheEmbeddedDatabaseOfAStoppedServer() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.in(folder, settings)) {
      catalog.workspace("Research");
    }
    assertThat(run("verify")).as(text()).isZero();
    assertThat(text()).contains(" entries in 1 chains: all as they were written");
    assertThat(run("head")).isZero();
    String organization = text().split(" ")[0];
    Path noted = folder.resolve("noted");
    Files.writeString(noted, text());
    assertThat(run("verify", "--noted", noted.toString())).isZero();

    change(
        "jdbc:h2:file:" + folder.resolve("catalog") + ";DATABASE_TO_LOWER=TRUE",
        "sa",
        "UPDATE audit_event SET actor_id = 'somebody else' WHERE sequence = 2");

    assertThat(run("verify")).isEqualTo(1);
    assertThat(text()).contains(organization + ": broken at entry 2 of ");
    assertThat(run("verify", "--organization", organization)).isEqualTo(1);
    assertThat(run("verify", "--organization", UUID.randomUUID().toString())).isZero();
    Files.writeString(noted, organization + " 2 " + "0".repeat(64));
    assertThat(run("verify", "--noted", noted.toString())).isEqualTo(1);
    assertThat(text()).contains("entry 2 is not the one that was noted");
  }

  @Test
  void saysWhatItDoesNotUnderstand() throws Exception {
    assertThat(run()).isEqualTo(2);
    assertThat(text()).contains("audit knows two actions: verify and head");
    assertThat(run("verify", "--organization", "acme")).isEqualTo(1);
    assertThat(text()).contains("--organization: \"acme\"");
    Path noted = Files.writeString(folder.resolve("noted"), "nonsense");
    assertThat(run("verify", "--noted", noted.toString())).isEqualTo(1);
    assertThat(text()).contains("expected: a line of \"audit head\"");
    assertThat(run("verify", "--noted", folder.resolve("none").toString())).isEqualTo(1);
    assertThat(text()).contains("cannot be read");
  }

  @Test
  void readsPostgresWhileTheServerRuns() throws Exception {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setLocaleConfig("locale", "C.UTF-8").start()) {
      String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
      settings.put("CATALOG_DATASOURCE_URL", url);
      settings.put("CATALOG_DATASOURCE_USERNAME", "postgres");
      try (LocalCatalog catalog = LocalCatalog.in(folder, settings)) {
        catalog.workspace("Research");
        assertThat(run("verify")).as(text()).isZero();

        change(url, "postgres", "DELETE FROM audit_event WHERE sequence = 2");
        assertThat(run("verify")).isEqualTo(1);
        assertThat(text()).contains("broken at entry 2 of ");
      }
    }
  }

  private static void change(String url, String user, String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection(url, user, "");
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
  }
}
