package io.modelcatalog.bootstrap.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.e2e.CatalogProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own shows: its log, its end, its exit code. */
class ServeProcessTest {
  private static final int SIGTERM = 128 + 15;

  @TempDir Path folder;

  @Test
  void logsOneJsonObjectAnEventAndNeverItsSecrets() {
    try (CatalogProcess catalog =
        CatalogProcess.in(folder).with("CATALOG_LOG_FORMAT", "json").start()) {
      assertThat(catalog.stop()).isEqualTo(SIGTERM);

      assertThat(catalog.output().lines())
          .isNotEmpty()
          .allMatch(line -> line.startsWith("{") && line.endsWith("}"))
          .anyMatch(line -> line.contains("\"formattedMessage\":\"Ready on "));
      assertThat(catalog.output()).doesNotContain(catalog.adminKey());
    }
  }

  @Test
  void logsAsMuchAsItIsTold() {
    try (CatalogProcess catalog =
        CatalogProcess.in(folder).with("CATALOG_LOG_LEVEL", "error").start()) {
      catalog.stop();

      // How the first owner comes in is said past the log.
      assertThat(catalog.output())
          .contains("There is no owner yet", "/setup#")
          .doesNotContain("INFO", "WARN", "Ready on");
    }
  }

  @Test
  void saysHowToBeginWhereThereIsNoOrganization() {
    try (CatalogProcess catalog =
        CatalogProcess.in(folder).with("CATALOG_BOOTSTRAP_ADMIN_KEY", null).start()) {
      catalog.stop();

      assertThat(catalog.output())
          .contains("There is no organization yet")
          .contains("CATALOG_BOOTSTRAP_ADMIN_KEY");
    }
  }

  @Test
  void warnsOfAVariableItDoesNotKnow() {
    try (CatalogProcess catalog = CatalogProcess.in(folder).with("CATALOG_PROT", "1").start()) {
      catalog.stop();

      assertThat(catalog.output()).contains("CATALOG_PROT is not a setting of the catalog");
    }
  }

  @Test
  void startsAgainAfterItWasKilled() {
    try (CatalogProcess catalog = CatalogProcess.in(folder).start()) {
      catalog.kill();
      catalog.start();

      assertThat(catalog.stop()).isEqualTo(SIGTERM);
    }
  }
}
