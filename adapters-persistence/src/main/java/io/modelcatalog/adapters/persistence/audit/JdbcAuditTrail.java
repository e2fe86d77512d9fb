package io.modelcatalog.adapters.persistence.audit;

import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.application.port.audit.AuditChain;
import io.modelcatalog.application.port.audit.AuditEvent;
import io.modelcatalog.application.port.audit.AuditTrail;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The audit log in the database. Writers of one organization wait for its head row, so that its
 * entries make one chain without gaps; an event and the change it tells of commit together.
 */
@Singleton
public final class JdbcAuditTrail implements AuditTrail {
  private static final String MAKE_HEAD =
      "INSERT INTO audit_head (organization_id, sequence, hash) VALUES (?, 0, ?)"
          + " ON CONFLICT DO NOTHING";

  private static final String READ_HEAD =
      "SELECT sequence, hash FROM audit_head WHERE organization_id = ?";

  private static final String LOCK_HEAD = READ_HEAD + " FOR UPDATE";

  private static final String MOVE_HEAD =
      "UPDATE audit_head SET sequence = ?, hash = ? WHERE organization_id = ?";

  private static final String INSERT =
      """
      INSERT INTO audit_event (organization_id, sequence, id, at, workspace_id, actor_type, actor_id,
        action, resource_type, resource_id, resource_name, changes, method, uri, request_id,
        client_ip, status, hash)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

  private static final int CHAIN_PIECE = 1_000;

  private final TransactionOperations<Connection> transactions;

  /** On a transaction manager of Micronaut. */
  public JdbcAuditTrail(TransactionOperations<Connection> transactions) {
    this.transactions = transactions;
  }

  /** The last entry of an organization. */
  private record Head(long sequence, String hash) {}

  @Override
  public void append(AuditEvent given) {
    AuditEvent event = AuditText.storable(given);
    transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          Connection connection = status.getConnection();
          Head head = lockedHead(connection, event.organization());
          long sequence = head.sequence() + 1;
          String hash = AuditChain.hash(head.hash(), sequence, event);
          insert(connection, sequence, event, hash);
          move(connection, event.organization(), sequence, hash);
          return sequence;
        });
  }

  @Override
  public Page<Entry> find(Filter filter, Page.Request page) {
    Where where = Where.of(filter);
    return transactions.executeRead(
        status -> {
          Connection connection = status.getConnection();
          List<Entry> entries =
              select(
                  connection,
                  "SELECT * FROM audit_event WHERE "
                      + where.sql()
                      + " ORDER BY at DESC, sequence DESC LIMIT ? OFFSET ?",
                  where.with(page.size(), page.offset()));
          return new Page<>(entries, count(connection, where));
        });
  }

  @Override
  public OptionalLong firstBroken(OrganizationId organization) {
    return transactions.executeRead(
        status -> {
          Connection connection = status.getConnection();
          String previous = AuditChain.START;
          long expected = 1;
          while (true) {
            List<Entry> piece =
                select(
                    connection,
                    "SELECT * FROM audit_event WHERE organization_id = ? AND sequence >= ?"
                        + " ORDER BY sequence LIMIT ?",
                    List.of(organization.value(), expected, CHAIN_PIECE));
            for (Entry entry : piece) {
              String hash = AuditChain.hash(previous, expected, entry.event());
              if (entry.sequence() != expected || !hash.equals(entry.hash())) {
                return OptionalLong.of(expected);
              }
              previous = hash;
              expected++;
            }
            if (piece.size() < CHAIN_PIECE) {
              // The head tells of entries that were cut off at the end.
              Head head = head(connection, organization, READ_HEAD);
              return head.sequence() == expected - 1 && head.hash().equals(previous)
                  ? OptionalLong.empty()
                  : OptionalLong.of(expected);
            }
          }
        });
  }

  private static Head lockedHead(Connection connection, OrganizationId organization)
      throws SQLException {
    try (PreparedStatement make = connection.prepareStatement(MAKE_HEAD)) {
      make.setObject(1, organization.value());
      make.setString(2, AuditChain.START);
      make.executeUpdate();
    }
    return head(connection, organization, LOCK_HEAD);
  }

  private static Head head(Connection connection, OrganizationId organization, String sql)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, organization.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new Head(row.getLong(1), row.getString(2))
            : new Head(0, AuditChain.START);
      }
    }
  }

  private static void move(
      Connection connection, OrganizationId organization, long sequence, String hash)
      throws SQLException {
    try (PreparedStatement move = connection.prepareStatement(MOVE_HEAD)) {
      move.setLong(1, sequence);
      move.setString(2, hash);
      move.setObject(3, organization.value());
      move.executeUpdate();
    }
  }

  private static void insert(Connection connection, long sequence, AuditEvent event, String hash)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setObject(1, event.organization().value());
      insert.setLong(2, sequence);
      insert.setObject(3, event.id());
      insert.setLong(4, Columns.micros(event.at()));
      insert.setObject(5, event.workspace().map(WorkspaceId::value).orElse(null));
      insert.setString(6, event.actor().type());
      insert.setString(7, event.actor().id());
      insert.setString(8, event.action());
      insert.setString(9, event.resourceType());
      insert.setString(10, event.resourceId());
      insert.setString(11, event.resourceName());
      insert.setString(12, AuditText.json(event.changes()));
      AuditEvent.Request request = event.request().orElse(null);
      insert.setString(13, request == null ? null : request.method());
      insert.setString(14, request == null ? null : request.uri());
      insert.setString(15, request == null ? null : request.id());
      insert.setString(16, request == null ? null : request.clientIp());
      if (request == null) {
        insert.setNull(17, Types.INTEGER);
      } else {
        insert.setInt(17, request.status());
      }
      insert.setString(18, hash);
      insert.executeUpdate();
    }
  }

  /** Conditions and their values; fixed texts only, so that no value becomes a part of it. */
  private record Where(String sql, List<Object> values) {
    static Where of(Filter filter) {
      StringBuilder sql = new StringBuilder("organization_id = ? AND at >= ? AND at <= ?");
      List<Object> values = new ArrayList<>();
      values.add(filter.organization().value());
      values.add(Columns.micros(filter.from()));
      values.add(Columns.micros(filter.to()));
      add(sql, values, "method", filter.method());
      add(sql, values, "uri", filter.uri());
      add(sql, values, "request_id", filter.requestId());
      add(sql, values, "actor_id", filter.actorId());
      add(sql, values, "actor_type", filter.actorType());
      add(sql, values, "workspace_id", filter.workspace().map(WorkspaceId::value));
      add(
          sql,
          values,
          "status",
          filter.status().isPresent() ? Optional.of(filter.status().getAsInt()) : Optional.empty());
      add(sql, values, "resource_type", filter.resourceType());
      add(sql, values, "action", filter.action());
      add(sql, values, "client_ip", filter.clientIp());
      return new Where(sql.toString(), values);
    }

    private static void add(
        StringBuilder sql, List<Object> values, String column, Optional<? extends Object> value) {
      if (value.isPresent()) {
        sql.append(" AND ").append(column).append(" = ?");
        values.add(value.get());
      }
    }

    List<Object> with(Object... more) {
      List<Object> all = new ArrayList<>(values);
      all.addAll(List.of(more));
      return all;
    }
  }

  private static long count(Connection connection, Where where) throws SQLException {
    try (PreparedStatement count =
        connection.prepareStatement("SELECT COUNT(*) FROM audit_event WHERE " + where.sql())) {
      set(count, where.values());
      try (ResultSet row = count.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static List<Entry> select(Connection connection, String sql, List<Object> values)
      throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      set(select, values);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          entries.add(new Entry(rows.getLong("sequence"), event(rows), rows.getString("hash")));
        }
      }
    }
    return entries;
  }

  private static void set(PreparedStatement statement, List<Object> values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, values.get(i));
    }
  }

  private static AuditEvent event(ResultSet row) throws SQLException {
    @Nullable String method = row.getString("method");
    @Nullable UUID workspace = row.getObject("workspace_id", UUID.class);
    return new AuditEvent(
        row.getObject("id", UUID.class),
        Columns.instant(row.getLong("at")),
        new OrganizationId(row.getObject("organization_id", UUID.class)),
        Optional.ofNullable(workspace).map(WorkspaceId::new),
        new AuditEvent.Who(row.getString("actor_type"), row.getString("actor_id")),
        row.getString("action"),
        row.getString("resource_type"),
        row.getString("resource_id"),
        row.getString("resource_name"),
        AuditText.changes(row.getString("changes")),
        method == null
            ? Optional.empty()
            : Optional.of(
                new AuditEvent.Request(
                    method,
                    row.getString("uri"),
                    row.getString("request_id"),
                    row.getString("client_ip"),
                    row.getInt("status"))));
  }
}
