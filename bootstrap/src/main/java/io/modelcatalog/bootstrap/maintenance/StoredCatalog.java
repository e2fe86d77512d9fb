package io.modelcatalog.bootstrap.maintenance;

import io.modelcatalog.adapters.persistence.database.DatabaseUrl;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.domain.credential.SecretAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** The database of a catalog, opened without its server. */
final class StoredCatalog {
  private static final SecretAccess LOG_IN = new SecretAccess("log in to the database");

  /** How H2 says that another process has its file. */
  private static final int H2_FILE_IN_USE = 90020;

  /** How both databases say that a table or column is not there: SQLSTATE class 42. */
  private static final String UNKNOWN_NAME = "42";

  private StoredCatalog() {}

  /** Something to do with the database; what it returns is the exit code. */
  interface Work {
    int on(Connection connection) throws SQLException;
  }

  /**
   * Does something with the database that the settings name.
   *
   * @throws MaintenanceFailure if it cannot be used, in the operator's words
   */
  static int with(CatalogSettings settings, Work work) throws MaintenanceFailure {
    DatabaseUrl url = url(settings);
    Properties login =
        settings
            .database()
            .map(database -> database.login(LOG_IN))
            .orElseGet(StoredCatalog::embedded);
    try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), login)) {
      return work.on(connection);
    } catch (SQLException e) {
      throw new MaintenanceFailure(explained(e, url, settings), e);
    }
  }

  private static Properties embedded() {
    Properties login = new Properties();
    login.setProperty("user", "sa");
    login.setProperty("password", "");
    return login;
  }

  private static DatabaseUrl url(CatalogSettings settings) throws MaintenanceFailure {
    try {
      if (settings.database().isPresent()) {
        return DatabaseUrl.postgres(settings.database().get().url());
      }
      if (!Files.exists(settings.dataDir().resolve("catalog.mv.db"))) {
        throw new MaintenanceFailure(
            "there is no database in the data folder " + settings.dataDir(), null);
      }
      return DatabaseUrl.inDirectory(settings.dataDir());
    } catch (IllegalArgumentException e) {
      throw new MaintenanceFailure(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new MaintenanceFailure(
          "CATALOG_DATA_DIR: " + settings.dataDir() + " cannot be used", e);
    }
  }

  private static String explained(SQLException e, DatabaseUrl url, CatalogSettings settings) {
    if (e.getErrorCode() == H2_FILE_IN_USE) {
      return "a server uses the data folder " + settings.dataDir() + ": stop it first";
    }
    String state = e.getSQLState();
    if (state != null && state.startsWith(UNKNOWN_NAME)) {
      return "the database "
          + url
          + " is of another version: start the server of this version once ("
          + e.getMessage()
          + ")";
    }
    return "the database " + url + " cannot be used: " + e.getMessage();
  }
}
