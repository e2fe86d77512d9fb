package io.modelcatalog.bootstrap.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogServerTest {
  private static final String HELLO =
      """
      {"model":"@echo/echo","messages":[{"role":"user","content":"Hello"}]}""";

  @TempDir Path folder;

  private LocalCatalog start(Map<String, String> settings) throws StartFailure {
    return LocalCatalog.in(folder, settings);
  }

  private static Answer get(LocalCatalog catalog, String path) {
    return catalog.send(catalog.request("", "GET", path, "").build());
  }

  @Test
  void isReadyOnceItListens() throws StartFailure {
    try (LocalCatalog catalog = start(Map.of())) {
      assertThat(get(catalog, "/health/readiness").expect(200).at("status")).isEqualTo("UP");
      assertThat(get(catalog, "/health/liveness").expect(200).at("status")).isEqualTo("UP");
      assertThat(get(catalog, "/v1/health").expect(200).at("status")).isEqualTo("ready");
    }
  }

  @Test
  void makesTheFirstOrganizationWithAKeyOfTheOperatorsChoice() throws StartFailure {
    try (LocalCatalog catalog = start(Map.of("CATALOG_BOOTSTRAP_ORGANIZATION", "Acme"))) {
      Answer workspaces = catalog.admin("GET", "/v1/admin/workspaces", "").expect(200);

      assertThat(workspaces.at("total")).isEqualTo(1);
      assertThat(workspaces.at("data.0.is_default")).isEqualTo(1);
    }
  }

  @Test
  void makesNoOrganizationWhereOneIs() throws StartFailure {
    start(Map.of()).close();

    try (LocalCatalog catalog =
        start(Map.of("CATALOG_BOOTSTRAP_ADMIN_KEY", "another-key-0123456789"))) {
      assertThat(catalog.admin("GET", "/v1/admin/workspaces", "").status()).isEqualTo(200);
      assertThat(
              catalog
                  .send(
                      catalog
                          .request("another-key-0123456789", "GET", "/v1/admin/workspaces", "")
                          .build())
                  .status())
          .isEqualTo(401);
    }
  }

  @Test
  void startsWithoutAnOrganizationAndLetsNobodyIn() throws StartFailure {
    try (LocalCatalog catalog = start(Map.of("CATALOG_BOOTSTRAP_ADMIN_KEY", ""))) {
      assertThat(get(catalog, "/health/readiness").status()).isEqualTo(200);
      assertThat(catalog.admin("GET", "/v1/admin/workspaces", "").status()).isEqualTo(401);
      assertThat(catalog.chat(LocalCatalog.ADMIN, HELLO).status()).isEqualTo(401);
    }
  }

  @Test
  void makesAMasterKeyThatOnlyTheOwnerCanRead() throws Exception {
    start(Map.of()).close();

    Path key = folder.resolve("master.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    byte[] made = Files.readAllBytes(key);
    start(Map.of()).close();
    assertThat(key).hasBinaryContent(made);
  }

  @Test
  void keepsEverythingOverARestart() throws StartFailure {
    String key;
    try (LocalCatalog catalog = start(Map.of())) {
      String workspace = catalog.workspace("Research");
      catalog.integration("echo", "echo", "");
      catalog.provision("echo", workspace, "");
      key = catalog.key(workspace, "");
      catalog.chat(key, HELLO).expect(200);
    }

    try (LocalCatalog catalog = start(Map.of())) {
      assertThat(catalog.chat(key, HELLO).expect(200).at("choices.0.message.content"))
          .isEqualTo("Hello");
    }
  }

  @Test
  void withTheWrongMasterKeyItIsSealedAndWritesNothing() throws Exception {
    try (LocalCatalog catalog = start(Map.of())) {
      // So that a start would have something to write.
      forgetMigrations(catalog);
    }
    Files.delete(folder.resolve("master.key"));

    try (LocalCatalog catalog =
        start(Map.of("CATALOG_MASTER_KEY", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI="))) {
      Answer readiness = get(catalog, "/health/readiness").expect(503);
      assertThat(readiness.at("details.catalog.details.state")).isEqualTo("sealed");
      assertThat(get(catalog, "/health/liveness").status()).isEqualTo(200);
      assertThat(get(catalog, "/v1/health").expect(503).at("status")).isEqualTo("sealed");
      assertThat(catalog.admin("GET", "/v1/admin/workspaces", "").status()).isEqualTo(503);
      assertThat(catalog.admin("POST", "/v1/admin/workspaces", "{\"name\":\"x\"}").status())
          .isEqualTo(503);
      assertThat(catalog.chat(LocalCatalog.ADMIN, HELLO).status()).isEqualTo(503);
      assertThat(get(catalog, "/v1/models").status()).isEqualTo(503);
      assertThat(migrations(catalog)).isZero();
    }
    assertThat(folder.resolve("master.key")).doesNotExist();
  }

  private static void forgetMigrations(LocalCatalog catalog) throws Exception {
    try (Connection connection = connection(catalog);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM databasechangelog");
    }
  }

  private static int migrations(LocalCatalog catalog) throws Exception {
    try (Connection connection = connection(catalog);
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM databasechangelog")) {
      count.next();
      return count.getInt(1);
    }
  }

  private static Connection connection(LocalCatalog catalog) throws Exception {
    return DelegatingDataSource.unwrapDataSource(
            catalog.server().context().getBean(DataSource.class))
        .getConnection();
  }

  @Test
  void withoutItsMasterKeyItIsSealedAndMakesNoOther() throws Exception {
    start(Map.of()).close();
    Path key = folder.resolve("master.key");
    byte[] right = Files.readAllBytes(key);
    Files.delete(key);

    try (LocalCatalog catalog = start(Map.of())) {
      assertThat(catalog.admin("GET", "/v1/admin/workspaces", "").status()).isEqualTo(503);
    }
    assertThat(key).doesNotExist();

    Files.write(key, right);
    try (LocalCatalog catalog = start(Map.of())) {
      assertThat(catalog.admin("GET", "/v1/admin/workspaces", "").status()).isEqualTo(200);
    }
  }

  @Test
  void twoServersDoNotShareADataFolder() throws StartFailure {
    try (LocalCatalog catalog = start(Map.of())) {
      assertThatThrownBy(() -> start(Map.of()))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("another process");
      assertThat(get(catalog, "/health/readiness").status()).isEqualTo(200);
    }
  }

  @Test
  void stoppingLetsACallEndAndRefusesNewOnes() throws Exception {
    LocalCatalog catalog = start(Map.of());
    String workspace = catalog.workspace("Research");
    catalog.integration("echo", "echo", "");
    catalog.provision("echo", workspace, "");
    String key = catalog.key(workspace, "");
    CompletableFuture<Answer> slow =
        catalog.chatLater(
            key,
            """
            {"model":"@echo/echo-slow",
             "messages":[{"role":"user","content":"one two three four five six seven"}]}""");
    Thread.sleep(500);

    Thread stop = Thread.ofVirtual().start(catalog.server()::close);
    Thread.sleep(200);
    assertThat(get(catalog, "/health/readiness").status()).isEqualTo(503);
    assertThat(catalog.chat(key, HELLO).status()).isEqualTo(503);

    assertThat(slow.get(20, TimeUnit.SECONDS).expect(200).at("choices.0.message.content"))
        .isEqualTo("one two three four five six seven");
    assertThat(stop.join(java.time.Duration.ofSeconds(20))).isTrue();
    catalog.close();
  }

  @Test
  void stoppingBooksTheLastCallsSoThatTheJournalIsEmpty() throws Exception {
    for (int round = 0; round < 5; round++) {
      Path data = folder.resolve("round-" + round);
      try (LocalCatalog catalog = LocalCatalog.in(data, Map.of())) {
        String workspace = catalog.workspace("Research");
        catalog.integration("echo", "echo", "");
        catalog.provision("echo", workspace, "");
        catalog.chat(catalog.key(workspace, ""), HELLO).expect(200);
      }

      try (Stream<Path> left = Files.list(data.resolve("journal"))) {
        assertThat(left.map(file -> file.getFileName().toString())).containsExactly("lock");
      }
    }
  }

  @Test
  void anAllowListThatIsNoneIsRefusedAtTheStart() {
    assertThatThrownBy(() -> start(Map.of("CATALOG_UPSTREAM_ALLOW", "127.0.0.1:99999")))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("127.0.0.1:99999");
  }

  @Test
  void nothingOfTheFrameworkIsOpenBesideHealth() throws StartFailure {
    try (LocalCatalog catalog = start(Map.of())) {
      for (String path : new String[] {"/beans", "/env", "/routes", "/loggers", "/info"}) {
        assertThat(get(catalog, path).status()).as(path).isIn(401, 404);
      }
    }
  }
}
