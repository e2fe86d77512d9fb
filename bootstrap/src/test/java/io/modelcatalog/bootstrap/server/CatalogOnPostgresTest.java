package io.modelcatalog.bootstrap.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is run in earnest: on a PostgreSQL server, with keys from files. */
class CatalogOnPostgresTest {
  private static final String HELLO =
      """
      {"model":"@echo/echo","messages":[{"role":"user","content":"Hello"}]}""";

  @TempDir Path folder;

  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void startPostgres() throws Exception {
    postgres = EmbeddedPostgres.builder().setLocaleConfig("locale", "C.UTF-8").start();
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  private Map<String, String> settings() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "postgres\n");
    Path masterKey =
        Files.writeString(
            folder.resolve("master"), "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=\n");
    return Map.of(
        "CATALOG_DATASOURCE_URL",
        "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
        "CATALOG_DATASOURCE_USERNAME",
        "postgres",
        "CATALOG_DATASOURCE_PASSWORD_FILE",
        password.toString(),
        "CATALOG_MASTER_KEY_FILE",
        masterKey.toString());
  }

  @Test
  void servesAndKeepsEverythingOverARestartWithAnEmptyDataFolder() throws Exception {
    String key;
    try (LocalCatalog catalog = LocalCatalog.in(folder.resolve("first"), settings())) {
      String workspace = catalog.workspace("Research");
      catalog.integration("echo", "echo", ",\"key\":\"sk-kept-in-the-vault\"");
      catalog.provision(
          "echo", workspace, ",\"usage_limits\":[{\"type\":\"cost\",\"credit_limit\":1}]");
      key = catalog.key(workspace, "");
      catalog.chat(key, HELLO).expect(200);
    }

    try (LocalCatalog catalog = LocalCatalog.in(folder.resolve("second"), settings())) {
      catalog.chat(key, HELLO).expect(200);
      Object used =
          catalog
              .send(
                  catalog.request(key, "GET", "/v1/explain?provider=@echo&model=echo", "").build())
              .expect(200)
              .at("limits.0.used");
      assertThat(new BigDecimal(used.toString())).isEqualByComparingTo("0.000006");
    }
    assertThat(folder.resolve("second").resolve("master.key")).doesNotExist();
    assertThat(folder.resolve("second").resolve("catalog.mv.db")).doesNotExist();
  }
}
