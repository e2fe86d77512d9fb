package io.modelcatalog.adapters.persistence.log;

import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.application.port.log.LogAnalytics;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.log.LogReach;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.application.port.persistence.Page;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What the records of calls add up to, counted by the database. The text of a statement is made of
 * fixed pieces; only values are bound.
 */
@Singleton
public final class JdbcLogAnalytics implements LogAnalytics {
  private static final long MICROS = 1_000_000;

  /** A feedback counts for the newest call of its trace, or it would count for each. */
  private static final String FEEDBACK =
      " JOIN request_feedback f ON f.organization_id = l.organization_id"
          + " AND f.workspace_id = l.workspace_id AND f.trace_id = l.trace_id"
          + " AND NOT EXISTS (SELECT 1 FROM request_log newer"
          + " WHERE newer.organization_id = l.organization_id AND newer.trace_id = l.trace_id"
          + " AND newer.workspace_id = l.workspace_id"
          + " AND (newer.at > l.at OR (newer.at = l.at AND newer.request_id > l.request_id)))";

  private static final String USER =
      " LEFT JOIN request_log_metadata u ON u.request_id = l.request_id AND u.name = '"
          + LogRecord.USER
          + "'";

  private final TransactionOperations<Connection> transactions;

  /** On a transaction manager of Micronaut. */
  public JdbcLogAnalytics(TransactionOperations<Connection> transactions) {
    this.transactions = transactions;
  }

  @Override
  public Row total(LogReach reach, LogFilter filter, Set<Measure> measures) {
    LogWhere where = LogWhere.of(reach, filter);
    String sql =
        "SELECT " + columns(measures) + from(measures, Optional.empty()) + " WHERE " + where.sql();
    return rows(sql, where.values(), measures, false, false).getFirst();
  }

  @Override
  public List<Row> series(
      LogReach reach,
      LogFilter filter,
      Duration span,
      Optional<Dimension> by,
      Set<Measure> measures) {
    Query query = Query.of(reach, filter, by, measures);
    String start = "(l.at / " + span.toSeconds() * MICROS + ")";
    String key = by.map(dimension -> ", " + key(dimension)).orElse("");
    String sql =
        "SELECT "
            + start
            + " * "
            + span.toSeconds() * MICROS
            + key
            + ", "
            + columns(measures)
            + query.sql()
            + " GROUP BY "
            + start
            + key
            + " ORDER BY 1"
            + (by.isPresent() ? ", 2" : "");
    return rows(sql, query.values(), measures, true, by.isPresent());
  }

  @Override
  public Page<Row> groups(
      LogReach reach,
      LogFilter filter,
      Dimension by,
      Set<Measure> measures,
      Measure order,
      boolean ascending,
      Page.Request page) {
    if (!measures.contains(order)) {
      throw new IllegalArgumentException("order: " + order + " is not measured");
    }
    Query query = Query.of(reach, filter, Optional.of(by), measures);
    String groups = "SELECT " + key(by) + " AS k, " + columns(measures) + query.sql();
    String sql =
        groups
            + " GROUP BY "
            + key(by)
            + " ORDER BY "
            + (2 + List.copyOf(asMap(measures).keySet()).indexOf(order))
            + (ascending ? " ASC" : " DESC")
            + ", 1 LIMIT ? OFFSET ?";
    List<Object> values = new ArrayList<>(query.values());
    values.add(page.size());
    values.add(page.offset());
    List<Row> rows = rows(sql, values, measures, false, true);
    return new Page<>(rows, count(query, by));
  }

  private long count(Query query, Dimension by) {
    return transactions.executeRead(
        status -> {
          try (PreparedStatement count =
              status
                  .getConnection()
                  .prepareStatement("SELECT COUNT(DISTINCT " + key(by) + ")" + query.sql())) {
            JdbcRequestLogs.bind(count, query.values());
            try (ResultSet row = count.executeQuery()) {
              row.next();
              return row.getLong(1);
            }
          }
        });
  }

  /** From what, and which of it. */
  private record Query(String sql, List<Object> values) {
    static Query of(
        LogReach reach, LogFilter filter, Optional<Dimension> by, Set<Measure> measures) {
      LogWhere where = LogWhere.of(reach, filter);
      List<Object> values = new ArrayList<>();
      if (by.isPresent() && by.get() instanceof Dimension.OfMetadata(String name)) {
        values.add(name);
      }
      values.addAll(where.values());
      String known = by.map(dimension -> " AND " + key(dimension) + known(dimension)).orElse("");
      return new Query(from(measures, by) + " WHERE " + where.sql() + known, values);
    }

    private static String known(Dimension dimension) {
      return dimension == Dimension.Of.KIND_AND_MODEL ? " <> '__'" : " <> ''";
    }
  }

  private static String from(Set<Measure> measures, Optional<Dimension> by) {
    StringBuilder from = new StringBuilder(" FROM request_log l");
    if (by.isPresent() && by.get() instanceof Dimension.OfMetadata) {
      from.append(" JOIN request_log_metadata g ON g.request_id = l.request_id AND g.name = ?");
    }
    boolean ofFeedback =
        measures.stream().anyMatch(Measure::ofFeedback)
            || by.filter(Dimension.Of.FEEDBACK_VALUE::equals).isPresent();
    if (ofFeedback) {
      if (!measures.stream().allMatch(Measure::ofFeedback)) {
        throw new IllegalArgumentException("measures of calls and of feedback do not go together");
      }
      from.append(FEEDBACK);
    }
    if (measures.contains(Measure.USERS) || by.filter(Dimension.Of.USER::equals).isPresent()) {
      from.append(USER);
    }
    return from.toString();
  }

  private static String key(Dimension dimension) {
    return switch (dimension) {
      case Dimension.OfMetadata ignored -> "g.text";
      case Dimension.Of.USER -> "u.text";
      case Dimension.Of.KIND_AND_MODEL -> "(l.kind || '__' || l.model)";
      case Dimension.Of.KIND -> "l.kind";
      case Dimension.Of.MODEL -> "l.model";
      case Dimension.Of.STATUS -> "CAST(l.status AS VARCHAR)";
      case Dimension.Of.API_KEY -> "CAST(l.api_key_id AS VARCHAR)";
      case Dimension.Of.WORKSPACE -> "CAST(l.workspace_id AS VARCHAR)";
      case Dimension.Of.PROVIDER -> "l.provider";
      case Dimension.Of.FEEDBACK_VALUE -> "CAST(f.score AS VARCHAR)";
    };
  }

  private static String columns(Set<Measure> measures) {
    StringJoiner columns = new StringJoiner(", ");
    asMap(measures).keySet().forEach(measure -> columns.add(column(measure)));
    return columns.toString();
  }

  /** In the order of the enumeration, as statements and results are read by position. */
  private static Map<Measure, Boolean> asMap(Set<Measure> measures) {
    Map<Measure, Boolean> map = new EnumMap<>(Measure.class);
    measures.forEach(measure -> map.put(measure, true));
    return map;
  }

  private static String column(Measure measure) {
    return switch (measure) {
      case REQUESTS, FEEDBACKS -> "COUNT(*)";
      case ERRORS -> "SUM(CASE WHEN l.status >= 400 THEN 1 ELSE 0 END)";
      case COST -> "SUM(l.cost_nanos)";
      case PROMPT_TOKENS -> "SUM(l.input_tokens + l.cached_input_tokens + l.cache_write_tokens)";
      case COMPLETION_TOKENS -> "SUM(l.output_tokens)";
      case USERS -> "COUNT(DISTINCT u.text)";
      case AVERAGE_LATENCY -> "AVG(l.total_micros)";
      case MEDIAN_LATENCY -> percentile("0.5");
      case P90_LATENCY -> percentile("0.9");
      case P95_LATENCY -> percentile("0.95");
      case P99_LATENCY -> percentile("0.99");
      case FIRST_SEEN -> "MIN(l.at)";
      case LAST_SEEN -> "MAX(l.at)";
      case FEEDBACK_VALUE -> "AVG(CAST(f.score AS NUMERIC(20, 6)))";
      case WEIGHTED_FEEDBACK -> "AVG(CAST(f.score * f.weight AS NUMERIC(20, 6)))";
    };
  }

  private static String percentile(String part) {
    return "PERCENTILE_CONT(" + part + ") WITHIN GROUP (ORDER BY l.total_micros)";
  }

  private List<Row> rows(
      String sql, List<Object> values, Set<Measure> measures, boolean timed, boolean keyed) {
    return transactions.executeRead(
        status -> {
          List<Row> rows = new ArrayList<>();
          try (PreparedStatement select = status.getConnection().prepareStatement(sql)) {
            JdbcRequestLogs.bind(select, values);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                rows.add(row(row, measures, timed, keyed));
              }
            }
          }
          return rows;
        });
  }

  private static Row row(ResultSet row, Set<Measure> measures, boolean timed, boolean keyed)
      throws SQLException {
    int at = 1;
    Instant from = timed ? Columns.instant(row.getLong(at++)) : Instant.EPOCH;
    String key = keyed ? row.getString(at++) : "";
    Map<Measure, BigDecimal> values = new EnumMap<>(Measure.class);
    for (Measure measure : asMap(measures).keySet()) {
      @Nullable BigDecimal value = row.getBigDecimal(at++);
      values.put(measure, value == null ? BigDecimal.ZERO : value);
    }
    return new Row(from, key, values);
  }
}
