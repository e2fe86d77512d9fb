package io.modelcatalog.bootstrap.server;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import liquibase.CatalogAndSchema.CatalogAndSchemaCase;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.core.H2Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;

/**
 * Brings the schema up to date. Done here and not by the framework, because there it prints on
 * stdout whatever it likes, among the log.
 */
final class Schema {
  /** Held, because the log of the Java runtime forgets the level of a logger that nobody holds. */
  private static final Logger LIQUIBASE = Logger.getLogger("liquibase");

  private static final String CHANGES = "db/model-catalog.sql";

  private Schema() {}

  /**
   * Whether the database is new to us.
   *
   * @throws SQLException if it cannot be reached
   */
  static boolean isMissing(DataSource source) throws SQLException {
    try (Connection connection = DelegatingDataSource.unwrapDataSource(source).getConnection();
        ResultSet tables =
            connection
                .getMetaData()
                .getTables(connection.getCatalog(), connection.getSchema(), "vault_root", null)) {
      return !tables.next();
    }
  }

  /**
   * Makes the changes that the database does not have yet.
   *
   * @throws SQLException if the database cannot be reached
   * @throws StartFailure if it refuses a change
   */
  static void bringUpToDate(DataSource source) throws SQLException, StartFailure {
    try (Connection connection = DelegatingDataSource.unwrapDataSource(source).getConnection()) {
      // A change of a large table may take longer than a request ever should.
      connection.setNetworkTimeout(Runnable::run, 0);
      Scope.child(Map.of(Scope.Attr.ui.name(), new LoggerUIService()), () -> update(connection));
    } catch (SQLException e) {
      throw e;
    } catch (Exception e) {
      throw new StartFailure(
          "the schema of the database cannot be brought up to date: " + e.getMessage(), e);
    }
  }

  private static void update(Connection connection) throws LiquibaseException {
    LIQUIBASE.setLevel(Level.WARNING);
    System.setProperty("liquibase.analytics.enabled", "false");
    JdbcConnection jdbc = new JdbcConnection(connection);
    Database database = DatabaseFactory.getInstance().findCorrectDatabaseImplementation(jdbc);
    if (database instanceof H2Database) {
      database = new LowerCaseH2();
      database.setConnection(jdbc);
    }
    Liquibase liquibase = new Liquibase(CHANGES, new ClassLoaderResourceAccessor(), database);
    liquibase.setShowSummary(UpdateSummaryEnum.OFF);
    liquibase.setShowSummaryOutput(UpdateSummaryOutputEnum.LOG);
    liquibase.update(new Contexts());
  }

  /** Liquibase expects H2's names in capitals and would not find its own tables again. */
  private static final class LowerCaseH2 extends H2Database {
    LowerCaseH2() {
      unquotedObjectsAreUppercased = false;
    }

    @Override
    public CatalogAndSchemaCase getSchemaAndCatalogCase() {
      return CatalogAndSchemaCase.LOWER_CASE;
    }
  }
}
