package io.modelcatalog.adapters.persistence.log;

import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.adapters.persistence.usage.StoredText;
import io.modelcatalog.application.port.log.LogBodies;
import io.modelcatalog.application.port.log.LogRecord;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Collection;
import java.util.Optional;

/** Bodies of calls in the database, as texts. */
@Singleton
public final class JdbcLogBodies implements LogBodies {
  private static final String INSERT =
      """
      INSERT INTO request_log_body (request_id, organization_id, at, request, request_truncated,
        response, response_truncated)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING\
      """;

  private static final String FIND =
      "SELECT * FROM request_log_body WHERE organization_id = ? AND request_id = ?";

  private final TransactionOperations<Connection> transactions;

  /** On a transaction manager of Micronaut. */
  public JdbcLogBodies(TransactionOperations<Connection> transactions) {
    this.transactions = transactions;
  }

  @Override
  public void append(Collection<Bodies> bodies) {
    if (bodies.isEmpty()) {
      return;
    }
    transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          try (PreparedStatement insert = status.getConnection().prepareStatement(INSERT)) {
            for (Bodies each : bodies) {
              insert.setObject(1, each.call().id());
              insert.setObject(2, each.call().organization().value());
              insert.setLong(3, Columns.micros(each.call().at()));
              insert.setString(4, StoredText.storable(each.request(), Integer.MAX_VALUE));
              insert.setBoolean(5, each.requestTruncated());
              insert.setString(6, StoredText.storable(each.response(), Integer.MAX_VALUE));
              insert.setBoolean(7, each.responseTruncated());
              insert.addBatch();
            }
            insert.executeBatch();
          }
          return bodies;
        });
  }

  @Override
  public Optional<Bodies> find(LogRecord call) {
    return transactions.executeRead(
        status -> {
          try (PreparedStatement select = status.getConnection().prepareStatement(FIND)) {
            select.setObject(1, call.organization().value());
            select.setObject(2, call.id());
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(
                      new Bodies(
                          call,
                          row.getString("request"),
                          row.getBoolean("request_truncated"),
                          row.getString("response"),
                          row.getBoolean("response_truncated")))
                  : Optional.empty();
            }
          }
        });
  }
}
