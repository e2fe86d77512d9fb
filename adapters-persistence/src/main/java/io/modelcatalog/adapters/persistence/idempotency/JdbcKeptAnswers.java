package io.modelcatalog.adapters.persistence.idempotency;

import io.micronaut.context.annotation.Requires;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.adapters.persistence.secret.Keyring;
import io.modelcatalog.adapters.persistence.secret.MasterKey;
import io.modelcatalog.application.port.idempotency.KeptAnswers;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** Kept answers in a table, encrypted with the organization's data key. */
@Singleton
@Requires(beans = MasterKey.class)
public final class JdbcKeptAnswers implements KeptAnswers {
  private static final String OF_REQUEST =
      " WHERE organization_id = ? AND actor_id = ? AND idempotency_key = ?";

  private final TransactionOperations<Connection> transactions;
  private final Keyring keyring;

  /**
   * On a transaction manager of Micronaut.
   *
   * @param transactions the transactions
   * @param keyring what answers are encrypted with
   */
  public JdbcKeptAnswers(TransactionOperations<Connection> transactions, Keyring keyring) {
    this.transactions = transactions;
    this.keyring = keyring;
  }

  @Override
  public Claim claim(Request request, Instant now, Instant expiredBefore) {
    return transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          Connection connection = status.getConnection();
          return inserted(connection, request, now)
                  || takenOver(connection, request, now, expiredBefore)
              ? new Claim.Free()
              : stored(connection, request);
        });
  }

  private static boolean inserted(Connection connection, Request request, Instant now)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO kept_answer
              (organization_id, actor_id, idempotency_key, fingerprint, claimed_at)
            VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
      place(insert, 1, request);
      insert.setString(4, request.fingerprint());
      insert.setLong(5, Columns.micros(now));
      return insert.executeUpdate() == 1;
    }
  }

  private static boolean takenOver(
      Connection connection, Request request, Instant now, Instant expiredBefore)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE kept_answer SET fingerprint = ?, claimed_at = ?, status = NULL, body = NULL"
                + OF_REQUEST
                + " AND claimed_at < ?")) {
      update.setString(1, request.fingerprint());
      update.setLong(2, Columns.micros(now));
      place(update, 3, request);
      update.setLong(6, Columns.micros(expiredBefore));
      return update.executeUpdate() == 1;
    }
  }

  private Claim stored(Connection connection, Request request) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT fingerprint, status, body FROM kept_answer" + OF_REQUEST)) {
      place(select, 1, request);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          // Released or forgotten in between: who comes again will find it free.
          return new Claim.Unfinished();
        }
        if (!row.getString(1).equals(request.fingerprint())) {
          return new Claim.OtherRequest();
        }
        int status = row.getInt(2);
        return row.wasNull()
            ? new Claim.Unfinished()
            : new Claim.Kept(
                new Answer(
                    status,
                    keyring.open(request.organization(), purpose(request), row.getBytes(3))));
      }
    }
  }

  @Override
  public void keep(Request request, Answer answer) {
    transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          byte[] sealed = keyring.seal(request.organization(), purpose(request), answer.body());
          try (PreparedStatement update =
              status
                  .getConnection()
                  .prepareStatement("UPDATE kept_answer SET status = ?, body = ?" + OF_REQUEST)) {
            update.setInt(1, answer.status());
            update.setBytes(2, sealed);
            place(update, 3, request);
            return update.executeUpdate();
          }
        });
  }

  @Override
  public void release(Request request) {
    transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          try (PreparedStatement delete =
              status
                  .getConnection()
                  .prepareStatement(
                      "DELETE FROM kept_answer" + OF_REQUEST + " AND status IS NULL")) {
            place(delete, 1, request);
            return delete.executeUpdate();
          }
        });
  }

  @Override
  public int forget(Instant before) {
    return transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          try (PreparedStatement delete =
              status
                  .getConnection()
                  .prepareStatement("DELETE FROM kept_answer WHERE claimed_at < ?")) {
            delete.setLong(1, Columns.micros(before));
            return delete.executeUpdate();
          }
        });
  }

  private static String purpose(Request request) {
    return "kept_answer|" + request.actor().value() + "|" + request.fingerprint();
  }

  private static void place(PreparedStatement statement, int first, Request request)
      throws SQLException {
    statement.setObject(first, request.organization().value());
    statement.setString(first + 1, request.actor().value());
    statement.setString(first + 2, request.key());
  }
}
