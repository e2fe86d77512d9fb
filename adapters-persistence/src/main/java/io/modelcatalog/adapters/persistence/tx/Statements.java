package io.modelcatalog.adapters.persistence.tx;

import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs statements in the running transaction, or in one of their own. */
@Singleton
public final class Statements {
  private final TransactionOperations<Connection> transactions;

  Statements(TransactionOperations<Connection> transactions) {
    this.transactions = transactions;
  }

  /** Reads one row. */
  public interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Every row. */
  public <T> List<T> query(String sql, Row<T> reader, @Nullable Object... values) {
    return transactions.executeRead(
        status -> {
          try (PreparedStatement select = prepared(status.getConnection(), sql, values);
              ResultSet rows = select.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
              found.add(reader.read(rows));
            }
            return found;
          } catch (SQLException e) {
            throw new DataAccessException(String.valueOf(e.getMessage()), e);
          }
        });
  }

  /** The first row. */
  public <T> Optional<T> first(String sql, Row<T> reader, @Nullable Object... values) {
    return query(sql, reader, values).stream().findFirst();
  }

  /** A number. */
  public long count(String sql, @Nullable Object... values) {
    return query(sql, row -> row.getLong(1), values).getFirst();
  }

  /** Changes rows, and says how many. */
  public int update(String sql, @Nullable Object... values) {
    return transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          try (PreparedStatement update = prepared(status.getConnection(), sql, values)) {
            return update.executeUpdate();
          } catch (SQLException e) {
            throw new DataAccessException(String.valueOf(e.getMessage()), e);
          }
        });
  }

  private static PreparedStatement prepared(
      Connection connection, String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }
}
