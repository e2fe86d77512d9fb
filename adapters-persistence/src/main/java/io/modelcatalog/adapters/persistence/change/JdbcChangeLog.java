package io.modelcatalog.adapters.persistence.change;

import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.database.Dialect;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.ChangeLog;
import io.modelcatalog.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Changes in a table of PostgreSQL. H2 is used by one process only, which has nobody to tell.
 *
 * <p>Rows carry their transaction's number, and the process that wrote them, which does not read
 * its own.
 */
@Singleton
public final class JdbcChangeLog implements ChangeLog {
  /** The channel on which listeners are told that there are new rows. */
  static final String CHANNEL = "catalog_change";

  private static final String INSERT =
      """
      INSERT INTO catalog_change
        (xid, written_at, origin, organization_id, workspaces, organization_keys)
      VALUES (CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT),
        CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT), ?, ?, ?, ?)""";

  private final TransactionOperations<Connection> transactions;
  private final String origin = UUID.randomUUID().toString();

  /** On a transaction manager of Micronaut. */
  public JdbcChangeLog(TransactionOperations<Connection> transactions) {
    this.transactions = transactions;
  }

  /** Which process writes here; another one after each start. */
  public String origin() {
    return origin;
  }

  @Override
  public void append(CatalogChange change) {
    transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          if (Dialect.of(status.getConnection()) == Dialect.POSTGRES) {
            insert(status.getConnection(), change);
          }
          return true;
        });
  }

  private void insert(Connection connection, CatalogChange change) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT);
        PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, '')")) {
      insert.setString(1, origin);
      insert.setObject(2, change.organization().value());
      insert.setString(
          3,
          change.workspaces().stream().map(WorkspaceId::toString).collect(Collectors.joining(",")));
      insert.setBoolean(4, change.organizationKeys());
      insert.executeUpdate();
      notify.setString(1, CHANNEL);
      notify.execute();
    }
  }
}
