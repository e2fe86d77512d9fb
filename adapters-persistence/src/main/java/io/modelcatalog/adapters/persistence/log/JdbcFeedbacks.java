package io.modelcatalog.adapters.persistence.log;

import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.application.port.log.Feedback;
import io.modelcatalog.application.port.log.Feedbacks;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.UUID;

/** Feedback in the database. */
@Singleton
public final class JdbcFeedbacks implements Feedbacks {
  private static final String INSERT =
      """
      INSERT INTO request_feedback (id, organization_id, workspace_id, trace_id, score, weight,
        metadata, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;

  private static final String CHANGE =
      "UPDATE request_feedback SET score = ?, weight = ?, metadata = ?, updated_at = ?"
          + " WHERE organization_id = ? AND id = ?";

  private final TransactionOperations<Connection> transactions;

  /** On a transaction manager of Micronaut. */
  public JdbcFeedbacks(TransactionOperations<Connection> transactions) {
    this.transactions = transactions;
  }

  @Override
  public void add(Collection<Feedback> feedback) {
    transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          try (PreparedStatement insert = status.getConnection().prepareStatement(INSERT)) {
            for (Feedback each : feedback) {
              insert.setObject(1, each.id());
              insert.setObject(2, each.organization().value());
              insert.setObject(3, each.workspace().value());
              insert.setString(4, each.traceId());
              insert.setInt(5, each.value());
              insert.setInt(6, each.weight());
              insert.setString(7, Columns.json(new LinkedHashMap<>(each.metadata())));
              insert.setLong(8, Columns.micros(each.createdAt()));
              insert.setLong(9, Columns.micros(each.updatedAt()));
              insert.addBatch();
            }
            insert.executeBatch();
          }
          return feedback;
        });
  }

  @Override
  public Optional<Feedback> find(OrganizationId organization, UUID id) {
    return transactions.executeRead(
        status -> {
          try (PreparedStatement select =
              status
                  .getConnection()
                  .prepareStatement(
                      "SELECT * FROM request_feedback WHERE organization_id = ? AND id = ?")) {
            select.setObject(1, organization.value());
            select.setObject(2, id);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? Optional.of(feedback(row)) : Optional.empty();
            }
          }
        });
  }

  @Override
  public void change(Feedback feedback) {
    transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          try (PreparedStatement change = status.getConnection().prepareStatement(CHANGE)) {
            change.setInt(1, feedback.value());
            change.setInt(2, feedback.weight());
            change.setString(3, Columns.json(new LinkedHashMap<>(feedback.metadata())));
            change.setLong(4, Columns.micros(feedback.updatedAt()));
            change.setObject(5, feedback.organization().value());
            change.setObject(6, feedback.id());
            return change.executeUpdate();
          }
        });
  }

  private static Feedback feedback(ResultSet row) throws SQLException {
    return new Feedback(
        row.getObject("id", UUID.class),
        new OrganizationId(row.getObject("organization_id", UUID.class)),
        new WorkspaceId(row.getObject("workspace_id", UUID.class)),
        row.getString("trace_id"),
        row.getInt("score"),
        row.getInt("weight"),
        Columns.textMap(row.getString("metadata")),
        Columns.instant(row.getLong("created_at")),
        Columns.instant(row.getLong("updated_at")));
  }
}
