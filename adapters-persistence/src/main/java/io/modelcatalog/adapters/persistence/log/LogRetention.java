package io.modelcatalog.adapters.persistence.log;

import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.database.Dialect;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.Workspace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Forgets calls, and what was thought of them, once they are old. A workspace may have its own
 * forgotten earlier than the operator says, never later.
 *
 * <p>Each step is a small transaction of its own, and any number of replicas may do this at the
 * same time: what one of them removes, the others pass over. Blocking.
 */
public final class LogRetention {
  private static final int STEP = 1_000;

  private static final String NOW =
      "SELECT CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)";

  private final TransactionOperations<Connection> transactions;
  private final WorkspaceRepository workspaces;
  private final Duration keep;
  private final Duration keepBodies;
  private final Dialect dialect;

  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * On a transaction manager of Micronaut.
   *
   * @param workspaces knows what workspaces want
   * @param keep for how long calls are remembered
   * @param keepBodies for how long what was said in them is
   */
  public LogRetention(
      TransactionOperations<Connection> transactions,
      WorkspaceRepository workspaces,
      Duration keep,
      Duration keepBodies) {
    this.transactions = transactions;
    this.workspaces = workspaces;
    this.keep = keep;
    this.keepBodies = keepBodies;
    this.dialect = transactions.executeRead(status -> Dialect.of(status.getConnection()));
  }

  /**
   * Goes through everything once, with a pause after each step.
   *
   * @param clock the time, if it is before the database's: a clock that is ahead removes nothing
   *     too early
   * @param pause how long to leave the database to others
   * @return how many calls were forgotten
   * @throws InterruptedException if the thread is interrupted; what was done stays done
   */
  public long pass(Instant clock, Duration pause) throws InterruptedException {
    Instant database = Instant.ofEpochMilli(in(LogRetention::now));
    Instant now = clock.isBefore(database) ? clock : database;
    long removed = 0;
    for (UUID organization : in(LogRetention::organizations)) {
      long before = Columns.micros(now.minus(keep));
      removed += remove("organization_id", organization, before, pause);
      for (Workspace workspace : stricter(organization)) {
        long earlier = Columns.micros(now.minus(wanted(workspace)));
        removed += remove("workspace_id", workspace.id().value(), earlier, pause);
      }
      sweep("request_feedback", "id", "created_at", organization, before, pause);
      long bodiesBefore = Columns.micros(now.minus(keepBodies));
      sweep("request_log_body", "request_id", "at", organization, bodiesBefore, pause);
    }
    return removed;
  }

  private List<Workspace> stricter(UUID organization) {
    return transactions.executeRead(
        status ->
            workspaces.all(new OrganizationId(organization)).stream()
                .filter(workspace -> wanted(workspace).compareTo(keep) < 0)
                .toList());
  }

  private Duration wanted(Workspace workspace) {
    return workspace.settings().values().get(Workspace.LOG_RETENTION_DAYS) instanceof Long days
            && days >= 1
            && days < keep.toDays()
        ? Duration.ofDays(days)
        : keep;
  }

  private long remove(String column, UUID owner, long before, Duration pause)
      throws InterruptedException {
    long removed = 0;
    int step;
    do {
      step = in(connection -> removeCalls(connection, column, owner, before));
      removed += step;
      Thread.sleep(pause);
    } while (step == STEP);
    return removed;
  }

  private int removeCalls(Connection connection, String column, UUID owner, long before)
      throws SQLException {
    List<UUID> ids = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT request_id FROM request_log WHERE "
                + column
                + " = ? AND at < ? ORDER BY at LIMIT ?"
                + passingOver())) {
      select.setObject(1, owner);
      select.setLong(2, before);
      select.setInt(3, STEP);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getObject(1, UUID.class));
        }
      }
    }
    for (String table : List.of("request_log_body", "request_log_metadata", "request_log")) {
      try (PreparedStatement delete =
          connection.prepareStatement("DELETE FROM " + table + " WHERE request_id = ?")) {
        for (UUID id : ids) {
          delete.setObject(1, id);
          delete.addBatch();
        }
        delete.executeBatch();
      }
    }
    return ids.size();
  }

  /** H2 has one process, and so nobody to pass over. */
  private String passingOver() {
    return dialect == Dialect.POSTGRES ? " FOR UPDATE SKIP LOCKED" : "";
  }

  private void sweep(
      String table, String key, String age, UUID organization, long before, Duration pause)
      throws InterruptedException {
    String sql =
        "DELETE FROM %1$s WHERE %2$s IN (SELECT %2$s FROM %1$s".formatted(table, key)
            + " WHERE organization_id = ? AND %1$s < ? ORDER BY %1$s LIMIT ?)".formatted(age);
    while (in(connection -> delete(connection, sql, organization, before)) == STEP) {
      Thread.sleep(pause);
    }
  }

  private static int delete(Connection connection, String sql, UUID organization, long before)
      throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setObject(1, organization);
      delete.setLong(2, before);
      delete.setInt(3, STEP);
      return delete.executeUpdate();
    }
  }

  private static long now(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(NOW);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static List<UUID> organizations(Connection connection) throws SQLException {
    List<UUID> ids = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement("SELECT id FROM organization ORDER BY id");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
      }
    }
    return ids;
  }

  private <T> T in(Work<T> work) {
    return transactions.execute(
        TransactionDefinition.DEFAULT, status -> work.on(status.getConnection()));
  }
}
