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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

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

  /** A chain and its head as they were at one moment, whatever is added meanwhile. */
  private static final TransactionDefinition SNAPSHOT =
      new TransactionDefinition() {
        @Override
        public Optional<Isolation> getIsolationLevel() {
          return Optional.of(Isolation.REPEATABLE_READ);
        }
      };

  private final TransactionOperations<Connection> transactions;

  /** On a transaction manager of Micronaut. */
  public JdbcAuditTrail(TransactionOperations<Connection> transactions) {
    this.transactions = transactions;
  }

  /** The last entry of an organization. */
  private record Head(long sequence, String hash) {}

  @Override
  public void append(List<AuditEvent> events) {
    Map<OrganizationId, List<AuditEvent>> chains = new LinkedHashMap<>();
    events.stream()
        .map(AuditText::storable)
        // Heads are locked in one order, whoever locks more than one.
        .sorted(Comparator.comparing(event -> event.organization().value()))
        .forEach(
            event ->
                chains
                    .computeIfAbsent(event.organization(), first -> new ArrayList<>())
                    .add(event));
    transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          for (Map.Entry<OrganizationId, List<AuditEvent>> chain : chains.entrySet()) {
            append(status.getConnection(), chain.getKey(), chain.getValue());
          }
          return chains.size();
        });
  }

  private static void append(
      Connection connection, OrganizationId organization, List<AuditEvent> events)
      throws SQLException {
    Head head = lockedHead(connection, organization);
    long sequence = head.sequence();
    String hash = head.hash();
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (AuditEvent event : events) {
        sequence++;
        hash = AuditChain.hash(hash, sequence, event);
        set(insert, sequence, event, hash);
        insert.addBatch();
      }
      insert.executeBatch();
    }
    move(connection, organization, sequence, hash);
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
    return transactions.execute(
        SNAPSHOT, status -> AuditVerification.firstBroken(status.getConnection(), organization));
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

  private static void set(PreparedStatement insert, long sequence, AuditEvent event, String hash)
      throws SQLException {
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
          entries.add(
              new Entry(rows.getLong("sequence"), AuditRow.event(rows), rows.getString("hash")));
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
}
