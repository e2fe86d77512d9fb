package io.modelcatalog.adapters.persistence.log;

import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.adapters.persistence.usage.StoredText;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.log.LogReach;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.application.port.log.RequestLogs;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The records of calls in the database. Nothing a record can contain makes it impossible to store:
 * texts are cut to their columns, numbers stay where sums of them cannot overflow.
 */
@Singleton
public final class JdbcRequestLogs implements RequestLogs {
  private static final String INSERT =
      """
      INSERT INTO request_log (request_id, organization_id, workspace_id, at, api_key_id,
        api_key_name, person, client_ip, integration, provider, kind, model, operation, method, path,
        streamed, status, outcome, reason, input_tokens, cached_input_tokens, cache_write_tokens,
        output_tokens, reasoning_tokens, cost_nanos, estimated, total_micros, first_byte_micros,
        upstream_micros, trace_id, span_id, parent_span_id, span_name, metadata)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
        ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING""";

  private static final String INSERT_METADATA =
      "INSERT INTO request_log_metadata (request_id, name, text) VALUES (?, ?, ?)"
          + " ON CONFLICT DO NOTHING";

  private static final String NEWEST_FIRST = " ORDER BY l.at DESC, l.request_id DESC LIMIT ?";

  /** No call comes near it, and a row's numbers can be added up without overflow. */
  private static final long LARGEST = 100_000_000_000_000L;

  private static final int LINE = 255;
  private static final int TOKEN = 128;

  private final TransactionOperations<Connection> transactions;

  /** On a transaction manager of Micronaut. */
  public JdbcRequestLogs(TransactionOperations<Connection> transactions) {
    this.transactions = transactions;
  }

  @Override
  public void append(Collection<LogRecord> records) {
    if (records.isEmpty()) {
      return;
    }
    transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          insert(status.getConnection(), records);
          return records;
        });
  }

  @Override
  public Page<LogRecord> find(LogReach reach, LogFilter filter, Page.Request page) {
    LogWhere where = LogWhere.of(reach, filter);
    return transactions.executeRead(
        status -> {
          Connection connection = status.getConnection();
          List<LogRecord> records =
              select(
                  connection,
                  where.sql() + NEWEST_FIRST + " OFFSET ?",
                  where.with(page.size(), page.offset()));
          return new Page<>(records, count(connection, where));
        });
  }

  @Override
  public List<LogRecord> next(LogReach reach, LogFilter filter, Optional<Cursor> cursor, int most) {
    LogWhere all = LogWhere.of(reach, filter);
    LogWhere where =
        cursor
            .map(
                last -> {
                  long at = Columns.micros(last.at());
                  return all.and("l.at <= ? AND (l.at < ? OR l.request_id < ?)", at, at, last.id());
                })
            .orElse(all);
    return transactions.executeRead(
        status -> select(status.getConnection(), where.sql() + NEWEST_FIRST, where.with(most)));
  }

  @Override
  public Optional<LogRecord> find(LogReach reach, String idOrTrace) {
    LogWhere all = LogWhere.of(reach, LogFilter.ALL);
    return transactions.executeRead(
        status -> {
          Optional<UUID> id = uuid(idOrTrace);
          if (id.isPresent()) {
            List<LogRecord> found =
                one(status.getConnection(), all.and("l.request_id = ?", id.get()));
            if (!found.isEmpty()) {
              return Optional.of(found.getFirst());
            }
          }
          return one(status.getConnection(), all.and("l.trace_id = ?", idOrTrace)).stream()
              .findFirst();
        });
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
    } catch (IllegalArgumentException notAUuid) {
      return Optional.empty();
    }
  }

  private static List<LogRecord> one(Connection connection, LogWhere where) throws SQLException {
    return select(connection, where.sql() + NEWEST_FIRST, where.with(1));
  }

  private static void insert(Connection connection, Collection<LogRecord> records)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (LogRecord record : records) {
        set(insert, record);
        insert.addBatch();
      }
      insert.executeBatch();
    }
    if (records.stream().allMatch(record -> record.metadata().isEmpty())) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT_METADATA)) {
      for (LogRecord record : records) {
        for (Map.Entry<String, String> entry : record.metadata().entrySet()) {
          insert.setObject(1, record.id());
          insert.setString(2, StoredText.storable(entry.getKey(), TOKEN));
          insert.setString(3, StoredText.storable(entry.getValue(), TOKEN));
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }

  private static void set(PreparedStatement insert, LogRecord record) throws SQLException {
    insert.setObject(1, record.id());
    insert.setObject(2, record.organization().value());
    insert.setObject(3, record.workspace().value());
    insert.setLong(4, Columns.micros(record.at()));
    insert.setObject(5, record.caller().apiKey().map(ApiKeyId::value).orElse(null));
    insert.setString(6, line(record.caller().keyName()));
    insert.setString(7, record.caller().person().map(JdbcRequestLogs::line).orElse(null));
    insert.setString(8, StoredText.storable(record.caller().ip(), 64));
    insert.setString(9, line(record.target().integration()));
    insert.setString(10, line(record.target().provider()));
    insert.setString(11, line(record.target().kind()));
    insert.setString(12, StoredText.storable(record.target().model(), 1024));
    insert.setString(13, StoredText.storable(record.operation().name(), 64));
    insert.setString(14, StoredText.storable(record.operation().method(), 16));
    insert.setString(15, StoredText.storable(record.operation().path(), 2048));
    insert.setBoolean(16, record.operation().streamed());
    insert.setInt(17, record.end().status());
    insert.setString(18, StoredText.storable(record.end().outcome(), 32));
    insert.setString(19, StoredText.storable(record.end().reason(), 64));
    TokenUsage usage = record.usage();
    insert.setLong(20, number(usage.input()));
    insert.setLong(21, number(usage.cachedInput()));
    insert.setLong(22, number(usage.cacheWrite()));
    insert.setLong(23, number(usage.output()));
    insert.setLong(24, number(usage.reasoning()));
    insert.setLong(25, number(record.cost().nanos()));
    insert.setBoolean(26, record.estimated());
    insert.setLong(27, number(record.times().total()));
    insert.setLong(28, Math.max(-1, Math.min(LARGEST, record.times().firstByte())));
    insert.setLong(29, number(record.times().upstream()));
    insert.setString(30, token(record.trace().id()));
    insert.setString(31, token(record.trace().span()));
    insert.setString(32, token(record.trace().parent()));
    insert.setString(33, token(record.trace().name()));
    insert.setString(34, Columns.json(new LinkedHashMap<>(record.metadata())));
  }

  private static String line(String text) {
    return StoredText.storable(text, LINE);
  }

  private static String token(String text) {
    return StoredText.storable(text, TOKEN);
  }

  private static long number(long number) {
    return Math.max(0, Math.min(LARGEST, number));
  }

  private static long count(Connection connection, LogWhere where) throws SQLException {
    try (PreparedStatement count =
        connection.prepareStatement("SELECT COUNT(*) FROM request_log l WHERE " + where.sql())) {
      bind(count, where.values());
      try (ResultSet row = count.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static List<LogRecord> select(Connection connection, String where, List<Object> values)
      throws SQLException {
    List<LogRecord> records = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement("SELECT l.* FROM request_log l WHERE " + where)) {
      bind(select, values);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          records.add(record(rows));
        }
      }
    }
    return records;
  }

  static void bind(PreparedStatement statement, List<Object> values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, values.get(i));
    }
  }

  private static LogRecord record(ResultSet row) throws SQLException {
    return new LogRecord(
        row.getObject("request_id", UUID.class),
        Columns.instant(row.getLong("at")),
        new OrganizationId(row.getObject("organization_id", UUID.class)),
        new WorkspaceId(row.getObject("workspace_id", UUID.class)),
        new LogRecord.Caller(
            Optional.ofNullable(row.getObject("api_key_id", UUID.class)).map(ApiKeyId::new),
            row.getString("api_key_name"),
            Columns.textOptional(row.getString("person")),
            row.getString("client_ip")),
        new LogRecord.Target(
            row.getString("integration"),
            row.getString("provider"),
            row.getString("kind"),
            row.getString("model")),
        new LogRecord.Asked(
            row.getString("operation"),
            row.getString("method"),
            row.getString("path"),
            row.getBoolean("streamed")),
        new LogRecord.End(row.getInt("status"), row.getString("outcome"), row.getString("reason")),
        new TokenUsage(
            row.getLong("input_tokens"),
            row.getLong("cached_input_tokens"),
            row.getLong("cache_write_tokens"),
            row.getLong("output_tokens"),
            row.getLong("reasoning_tokens")),
        new Money(row.getLong("cost_nanos")),
        row.getBoolean("estimated"),
        new LogRecord.Times(
            row.getLong("total_micros"),
            row.getLong("first_byte_micros"),
            row.getLong("upstream_micros")),
        new LogRecord.Trace(
            row.getString("trace_id"),
            row.getString("span_id"),
            row.getString("parent_span_id"),
            row.getString("span_name")),
        Columns.textMap(row.getString("metadata")));
  }
}
