package io.modelcatalog.adapters.persistence.log;

import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.application.port.log.LogExport;
import io.modelcatalog.application.port.log.LogExports;
import io.modelcatalog.application.port.log.LogReach;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Exports of the request log in the database. */
@Singleton
public final class JdbcLogExports implements LogExports {
  private static final String INSERT =
      """
      INSERT INTO log_export (id, organization_id, workspace_id, description, filters, requested,
        status, records, ends_at, created_by, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;

  private static final String CHANGE =
      """
      UPDATE log_export SET description = ?, filters = ?, requested = ?, status = ?, records = ?,
        ends_at = ?, updated_at = ?, link = NULL, link_reach = NULL
      WHERE organization_id = ? AND id = ?\
      """;

  private static final String WHOLE = "whole";
  private static final String OWN = "own";
  private static final String PERSON = "person";
  private static final String KEY = "key";
  private static final String EVERYWHERE = "everywhere";

  private final TransactionOperations<Connection> transactions;

  /** On a transaction manager of Micronaut. */
  public JdbcLogExports(TransactionOperations<Connection> transactions) {
    this.transactions = transactions;
  }

  @Override
  public void add(LogExport export) {
    update(
        INSERT,
        insert -> {
          insert.setObject(1, export.id());
          insert.setObject(2, export.organization().value());
          insert.setObject(3, export.workspace().map(WorkspaceId::value).orElse(null));
          insert.setString(4, export.description());
          insert.setString(5, Columns.json(export.filters()));
          insert.setString(6, Columns.json(export.requested()));
          insert.setString(7, export.status().name());
          insert.setLong(8, export.records());
          end(insert, 9, export);
          insert.setString(10, export.createdBy().value());
          insert.setLong(11, Columns.micros(export.createdAt()));
          insert.setLong(12, Columns.micros(export.updatedAt()));
        });
  }

  @Override
  public void change(LogExport export) {
    update(
        CHANGE,
        change -> {
          change.setString(1, export.description());
          change.setString(2, Columns.json(export.filters()));
          change.setString(3, Columns.json(export.requested()));
          change.setString(4, export.status().name());
          change.setLong(5, export.records());
          end(change, 6, export);
          change.setLong(7, Columns.micros(export.updatedAt()));
          change.setObject(8, export.organization().value());
          change.setObject(9, export.id());
        });
  }

  @Override
  public void link(LogExport export, UUID link, LogReach reach) {
    update(
        "UPDATE log_export SET link = ?, link_reach = ? WHERE organization_id = ? AND id = ?",
        change -> {
          change.setObject(1, link);
          change.setString(2, Columns.json(text(reach)));
          change.setObject(3, export.organization().value());
          change.setObject(4, export.id());
        });
  }

  @Override
  public Optional<LogExport> find(OrganizationId organization, UUID id) {
    return select(
            "SELECT * FROM log_export WHERE organization_id = ? AND id = ?",
            List.of(organization.value(), id),
            JdbcLogExports::export)
        .stream()
        .findFirst();
  }

  @Override
  public List<LogExport> all(OrganizationId organization, int most) {
    return select(
        "SELECT * FROM log_export WHERE organization_id = ? ORDER BY created_at DESC, id DESC"
            + " LIMIT ?",
        List.of(organization.value(), most),
        JdbcLogExports::export);
  }

  @Override
  public Optional<Opened> open(UUID id, UUID link) {
    return transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          Optional<Opened> opened =
              select(
                      "SELECT * FROM log_export WHERE id = ? AND link = ? FOR UPDATE",
                      List.of(id, link),
                      row -> new Opened(export(row), reach(row)))
                  .stream()
                  .findFirst();
          if (opened.isPresent()) {
            update(
                "UPDATE log_export SET link = NULL, link_reach = NULL WHERE id = ?",
                change -> change.setObject(1, id));
          }
          return opened;
        });
  }

  private interface Binding {
    void of(PreparedStatement statement) throws SQLException;
  }

  private interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  private void update(String sql, Binding binding) {
    transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          try (PreparedStatement update = status.getConnection().prepareStatement(sql)) {
            binding.of(update);
            return update.executeUpdate();
          }
        });
  }

  private <T> List<T> select(String sql, List<Object> values, Reading<T> reading) {
    return transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          List<T> found = new ArrayList<>();
          try (PreparedStatement select = status.getConnection().prepareStatement(sql)) {
            JdbcRequestLogs.bind(select, values);
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                found.add(reading.of(rows));
              }
            }
          }
          return found;
        });
  }

  private static void end(PreparedStatement statement, int at, LogExport export)
      throws SQLException {
    if (export.endsAt().isPresent()) {
      statement.setLong(at, Columns.micros(export.endsAt().get()));
    } else {
      statement.setNull(at, Types.BIGINT);
    }
  }

  private static LogExport export(ResultSet row) throws SQLException {
    long end = row.getLong("ends_at");
    boolean ends = !row.wasNull();
    return new LogExport(
        row.getObject("id", UUID.class),
        new OrganizationId(row.getObject("organization_id", UUID.class)),
        Columns.optionalWorkspaceId(row.getObject("workspace_id", UUID.class)),
        row.getString("description"),
        Columns.settings(row.getString("filters")),
        Columns.texts(row.getString("requested")),
        LogExport.Status.valueOf(row.getString("status")),
        row.getLong("records"),
        ends ? Optional.of(Columns.instant(end)) : Optional.empty(),
        new ActorId(row.getString("created_by")),
        Columns.instant(row.getLong("created_at")),
        Columns.instant(row.getLong("updated_at")));
  }

  private static LinkedHashMap<String, String> text(LogReach reach) {
    LinkedHashMap<String, String> text = new LinkedHashMap<>();
    text.put(EVERYWHERE, String.valueOf(reach.everywhere()));
    text.put(WHOLE, ids(reach.whole()));
    text.put(OWN, ids(reach.own()));
    reach.person().ifPresent(person -> text.put(PERSON, person));
    reach.key().ifPresent(key -> text.put(KEY, key.toString()));
    return text;
  }

  private static LogReach reach(ResultSet row) throws SQLException {
    Map<String, String> text = Columns.textMap(row.getString("link_reach"));
    return new LogReach(
        new OrganizationId(row.getObject("organization_id", UUID.class)),
        Boolean.parseBoolean(text.get(EVERYWHERE)),
        ids(text.getOrDefault(WHOLE, "")),
        ids(text.getOrDefault(OWN, "")),
        Optional.ofNullable(text.get(PERSON)),
        Optional.ofNullable(text.get(KEY)).map(UUID::fromString).map(ApiKeyId::new));
  }

  private static String ids(Set<WorkspaceId> workspaces) {
    return workspaces.stream().map(WorkspaceId::toString).collect(Collectors.joining(","));
  }

  private static Set<WorkspaceId> ids(String text) {
    return Arrays.stream(text.split(",", -1))
        .filter(id -> !id.isEmpty())
        .map(UUID::fromString)
        .map(WorkspaceId::new)
        .collect(Collectors.toSet());
  }
}
