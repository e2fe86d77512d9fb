package io.modelcatalog.adapters.persistence.alert;

import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.application.port.alert.AlertOutbox;
import io.modelcatalog.application.port.alert.BudgetAlert;
import io.modelcatalog.application.port.alert.Delivery;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The outbox in the database. The unique key of an alert decides which replica tells it; a delivery
 * is taken by moving the time it is due, which only one can do from the value it saw.
 */
@Singleton
public final class JdbcAlertOutbox implements AlertOutbox {
  private static final int LONGEST_REASON = 1024;
  private static final int LONGEST_NAME = 255;

  private static final String INSERT_ALERT =
      """
      INSERT INTO budget_alert (id, counter, window_start, kind, amount, mark, organization_id,
        workspace_id, level, owner_id, owner_name, what, unit, used, window_end, raised_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""";

  private static final String INSERT_DELIVERY =
      """
      INSERT INTO alert_delivery (id, alert_id, position, channel, target, status, attempts, due_at,
        reason)
      VALUES (?, ?, ?, ?, ?, 'PENDING', 0, ?, '')""";

  private static final String DUE =
      """
      SELECT d.id, d.channel, d.target, d.attempts, d.due_at AS due, a.id AS alert, a.counter,
        a.window_start, a.kind, a.amount, a.mark, a.organization_id, a.workspace_id, a.level,
        a.owner_id, a.owner_name, a.what, a.unit, a.used, a.window_end, a.raised_at
      FROM alert_delivery d JOIN budget_alert a ON a.id = d.alert_id
      WHERE d.channel = ? AND d.status = 'PENDING' AND d.due_at <= ?
      ORDER BY d.due_at, d.position LIMIT ?""";

  private static final String TAKE =
      """
      UPDATE alert_delivery SET due_at = ?, attempts = attempts + 1
      WHERE id = ? AND status = 'PENDING' AND due_at = ? AND attempts = ?""";

  private final TransactionOperations<Connection> transactions;

  /** On a transaction manager of Micronaut. */
  public JdbcAlertOutbox(TransactionOperations<Connection> transactions) {
    this.transactions = transactions;
  }

  @Override
  public boolean raise(BudgetAlert alert, List<Delivery> deliveries) {
    return transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          Connection connection = status.getConnection();
          if (!insert(connection, alert)) {
            return false;
          }
          insert(connection, alert, deliveries);
          return true;
        });
  }

  @Override
  public List<BudgetAlert.Key> raisedSince(Instant since) {
    return transactions.executeRead(
        status -> {
          List<BudgetAlert.Key> keys = new ArrayList<>();
          try (PreparedStatement select =
              status
                  .getConnection()
                  .prepareStatement(
                      "SELECT counter, window_start, kind, amount, mark FROM budget_alert"
                          + " WHERE raised_at >= ?")) {
            select.setLong(1, Columns.micros(since));
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                keys.add(key(rows));
              }
            }
          }
          return keys;
        });
  }

  @Override
  public List<Claim> claim(Delivery.Channel channel, Instant now, Instant until, int most) {
    return transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          List<Claim> due = new ArrayList<>();
          List<Long> dueAt = new ArrayList<>();
          Connection connection = status.getConnection();
          try (PreparedStatement select = connection.prepareStatement(DUE)) {
            select.setString(1, channel.name());
            select.setLong(2, Columns.micros(now));
            select.setInt(3, most);
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                due.add(new Claim(delivery(rows), alert(rows), rows.getInt("attempts") + 1));
                dueAt.add(rows.getLong("due"));
              }
            }
          }
          return taken(connection, due, dueAt, Columns.micros(until));
        });
  }

  @Override
  public void sent(UUID delivery, Instant at) {
    update(
        "UPDATE alert_delivery SET status = 'SENT', reason = '', sent_at = ? WHERE id = ?",
        update -> {
          update.setLong(1, Columns.micros(at));
          update.setObject(2, delivery);
        });
  }

  @Override
  public void failed(UUID delivery, String reason, Instant next) {
    update(
        "UPDATE alert_delivery SET reason = ?, due_at = ? WHERE id = ? AND status = 'PENDING'",
        update -> {
          update.setString(1, cut(reason, LONGEST_REASON));
          update.setLong(2, Columns.micros(next));
          update.setObject(3, delivery);
        });
  }

  @Override
  public void dead(UUID delivery, String reason) {
    update(
        "UPDATE alert_delivery SET status = 'DEAD', reason = ? WHERE id = ?",
        update -> {
          update.setString(1, cut(reason, LONGEST_REASON));
          update.setObject(2, delivery);
        });
  }

  @Override
  public List<State> deliveries(UUID alert) {
    return transactions.executeRead(
        status -> {
          List<State> states = new ArrayList<>();
          try (PreparedStatement select =
              status
                  .getConnection()
                  .prepareStatement(
                      "SELECT id, channel, target, status, attempts, reason FROM alert_delivery"
                          + " WHERE alert_id = ? ORDER BY position")) {
            select.setObject(1, alert);
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                states.add(
                    new State(
                        delivery(rows),
                        Delivery.Status.valueOf(rows.getString("status")),
                        rows.getInt("attempts"),
                        rows.getString("reason")));
              }
            }
          }
          return states;
        });
  }

  private static boolean insert(Connection connection, BudgetAlert alert) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT_ALERT)) {
      insert.setObject(1, alert.id());
      insert.setString(2, alert.key().counter());
      insert.setLong(3, alert.key().windowStart());
      insert.setString(4, alert.key().kind().name());
      insert.setLong(5, alert.key().amount());
      insert.setLong(6, alert.key().mark());
      insert.setObject(7, alert.organization().value());
      insert.setObject(8, alert.workspace().map(WorkspaceId::value).orElse(null));
      insert.setString(9, alert.level().name());
      insert.setObject(10, alert.owner());
      insert.setString(11, cut(alert.ownerName(), LONGEST_NAME));
      insert.setString(12, alert.what());
      insert.setString(13, alert.unit().name());
      insert.setLong(14, alert.used());
      if (alert.windowEnd().isPresent()) {
        insert.setLong(15, Columns.micros(alert.windowEnd().get()));
      } else {
        insert.setNull(15, Types.BIGINT);
      }
      insert.setLong(16, Columns.micros(alert.raisedAt()));
      return insert.executeUpdate() == 1;
    }
  }

  private static void insert(Connection connection, BudgetAlert alert, List<Delivery> deliveries)
      throws SQLException {
    if (deliveries.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT_DELIVERY)) {
      for (int i = 0; i < deliveries.size(); i++) {
        Delivery delivery = deliveries.get(i);
        insert.setObject(1, delivery.id());
        insert.setObject(2, alert.id());
        insert.setInt(3, i);
        insert.setString(4, delivery.channel().name());
        insert.setString(5, delivery.target());
        insert.setLong(6, Columns.micros(alert.raisedAt()));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static List<Claim> taken(
      Connection connection, List<Claim> due, List<Long> dueAt, long until) throws SQLException {
    List<Claim> taken = new ArrayList<>();
    try (PreparedStatement take = connection.prepareStatement(TAKE)) {
      for (int i = 0; i < due.size(); i++) {
        take.setLong(1, until);
        take.setObject(2, due.get(i).delivery().id());
        take.setLong(3, dueAt.get(i));
        take.setInt(4, due.get(i).attempt() - 1);
        if (take.executeUpdate() == 1) {
          taken.add(due.get(i));
        }
      }
    }
    return taken;
  }

  /** Sets a statement's values. */
  private interface Values {
    void set(PreparedStatement statement) throws SQLException;
  }

  private void update(String sql, Values values) {
    transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          try (PreparedStatement update = status.getConnection().prepareStatement(sql)) {
            values.set(update);
            return update.executeUpdate();
          }
        });
  }

  private static Delivery delivery(ResultSet row) throws SQLException {
    return new Delivery(
        row.getObject("id", UUID.class),
        Delivery.Channel.valueOf(row.getString("channel")),
        row.getString("target"));
  }

  private static BudgetAlert.Key key(ResultSet row) throws SQLException {
    return new BudgetAlert.Key(
        row.getString("counter"),
        row.getLong("window_start"),
        BudgetAlert.Kind.valueOf(row.getString("kind")),
        row.getLong("amount"),
        row.getLong("mark"));
  }

  private static BudgetAlert alert(ResultSet row) throws SQLException {
    long end = row.getLong("window_end");
    Optional<Instant> windowEnd =
        row.wasNull() ? Optional.empty() : Optional.of(Columns.instant(end));
    @Nullable UUID workspace = row.getObject("workspace_id", UUID.class);
    return new BudgetAlert(
        row.getObject("alert", UUID.class),
        key(row),
        new OrganizationId(row.getObject("organization_id", UUID.class)),
        Optional.ofNullable(workspace).map(WorkspaceId::new),
        Level.valueOf(row.getString("level")),
        row.getObject("owner_id", UUID.class),
        row.getString("owner_name"),
        row.getString("what"),
        BudgetUnit.valueOf(row.getString("unit")),
        row.getLong("used"),
        windowEnd,
        Columns.instant(row.getLong("raised_at")));
  }

  private static String cut(String text, int longest) {
    String plain = text.replace('\0', ' ');
    if (plain.length() <= longest) {
      return plain;
    }
    int end = Character.isHighSurrogate(plain.charAt(longest - 1)) ? longest - 1 : longest;
    return plain.substring(0, end);
  }
}
