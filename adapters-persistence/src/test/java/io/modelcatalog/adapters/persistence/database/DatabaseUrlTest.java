package io.modelcatalog.adapters.persistence.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseUrlTest {
  @TempDir Path directory;

  @Test
  void anEmbeddedDatabaseLosesNoCommitAndIsClosedToOthers() throws IOException {
    Path data = directory.resolve("a/b");

    DatabaseUrl url = DatabaseUrl.inDirectory(data);

    assertThat(url.jdbcUrl())
        .startsWith("jdbc:h2:file:" + data + "/catalog;")
        .contains(
            ";MODE=PostgreSQL",
            ";DATABASE_TO_LOWER=TRUE",
            ";DEFAULT_NULL_ORDERING=HIGH",
            ";WRITE_DELAY=0",
            ";DB_CLOSE_ON_EXIT=FALSE");
    assertThat(url.isEmbedded()).isTrue();
    assertThat(url.driverClassName()).isEqualTo("org.h2.Driver");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
  }

  @Test
  void aDirectoryCannotBringOptionsOfItsOwn() {
    assertThatThrownBy(
            () -> DatabaseUrl.inDirectory(directory.resolve("x;INIT=RUNSCRIPT FROM 'evil'")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("CATALOG_DATA_DIR: ");
  }

  @Test
  void completesAPostgresAddressAndKeepsWhatItSays() {
    DatabaseUrl url =
        DatabaseUrl.postgres(
            "jdbc:postgresql://db:5432/catalog?sockettimeout=7&sslmode=verify-full");

    assertThat(url.jdbcUrl())
        .isEqualTo(
            "jdbc:postgresql://db:5432/catalog?sockettimeout=7&sslmode=verify-full"
                + "&connectTimeout=5&cancelSignalTimeout=5&tcpKeepAlive=true"
                + "&ApplicationName=model-catalog");
    assertThat(url.isEmbedded()).isFalse();
    assertThat(url.driverClassName()).isEqualTo("org.postgresql.Driver");
    assertThat(DatabaseUrl.postgres("jdbc:postgresql://db/catalog").jdbcUrl())
        .isEqualTo(
            "jdbc:postgresql://db/catalog?connectTimeout=5&socketTimeout=30"
                + "&cancelSignalTimeout=5&tcpKeepAlive=true&ApplicationName=model-catalog");
  }

  @Test
  void refusesOtherDatabases() {
    for (String given :
        List.of(
            "jdbc:h2:tcp://evil/x",
            "jdbc:h2:mem:x;INIT=RUNSCRIPT FROM 'http://evil/x.sql'",
            "jdbc:h2:file:/data/x",
            "jdbc:mysql://db/x",
            "JDBC:postgresql://db/x",
            "postgres://db/x",
            "jdbc:postgresql:",
            "jdbc:postgresql:catalog",
            "jdbc:postgresql://db",
            "jdbc:postgresql://db/x y",
            "jdbc:postgresql://db/x\nother",
            "")) {
      assertThatThrownBy(() -> DatabaseUrl.postgres(given))
          .as(given)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("CATALOG_DATASOURCE_URL: ");
    }
  }

  @Test
  void refusesOptionsThatLoadCodeOrWriteFiles() {
    for (String option :
        List.of(
            "socketFactory=org.x.Y",
            "SOCKETFACTORYARG=http://evil",
            "sslfactory=x",
            "loggerFile=/etc/x",
            "authenticationPluginClassName=x",
            "user=a&xmlFactoryFactory=x",
            "so%63ketFactory=x")) {
      assertThatThrownBy(() -> DatabaseUrl.postgres("jdbc:postgresql://db/x?" + option))
          .as(option)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("option");
    }
  }

  @Test
  void printsWhereItIsWithoutAnySecret() {
    assertThat(
            DatabaseUrl.postgres("jdbc:postgresql://db:5432/catalog?user=u&password=hunter2")
                .toString())
        .isEqualTo("jdbc:postgresql://db:5432/catalog");
    assertThat(DatabaseUrl.inMemory("x").toString()).isEqualTo("jdbc:h2:mem:x");
  }
}
