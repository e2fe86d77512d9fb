package io.modelcatalog.adapters.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.log.LogReach;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.application.port.log.RequestLogs;
import io.modelcatalog.application.port.log.RequestLogsContract;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is asked of many calls goes by an index. */
class PostgresLogPlansIT {
  private static final Instant NOON = RequestLogsContract.NOON;
  private static final OrganizationId ACME = new OrganizationId(UUID.randomUUID());
  private static final WorkspaceId RESEARCH = new WorkspaceId(UUID.randomUUID());
  private static final LogFilter HOUR = LogFilter.ALL.between(NOON, NOON.plusSeconds(3_600));

  private static TestDatabase database;

  @BeforeAll
  static void fill() throws SQLException {
    database = TestDatabase.newPostgres();
    RequestLogs logs = database.bean(RequestLogs.class);
    for (int batch = 0; batch < 20; batch++) {
      List<LogRecord> calls = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        int number = batch * 1_000 + i;
        calls.add(
            RequestLogsContract.aCall(
                number % 2 == 0 ? ACME : new OrganizationId(new UUID(0, number % 7)),
                number % 4 == 0 ? RESEARCH : new WorkspaceId(new UUID(0, number % 50)),
                number * 60));
      }
      logs.append(calls);
    }
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.execute("ANALYZE");
    }
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static String plan(String sql, List<Object> values) throws SQLException {
    StringBuilder plan = new StringBuilder();
    try (Connection connection = database.connection();
        PreparedStatement explain = connection.prepareStatement("EXPLAIN " + sql)) {
      JdbcRequestLogs.bind(explain, values);
      try (ResultSet rows = explain.executeQuery()) {
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
      }
    }
    return plan.toString();
  }

  private static String ofCalls(String select, LogReach reach, LogFilter filter, String tail)
      throws SQLException {
    LogWhere where = LogWhere.of(reach, filter);
    return plan(
        "SELECT " + select + " FROM request_log l WHERE " + where.sql() + tail, where.values());
  }

  @Test
  void theNewestOfAnOrganizationComeFromItsIndexInOrder() throws SQLException {
    assertThat(
            ofCalls(
                "l.*",
                LogReach.of(ACME),
                LogFilter.ALL,
                " ORDER BY l.at DESC, l.request_id DESC LIMIT 50"))
        .contains("ix_request_log_organization")
        .doesNotContain("Seq Scan")
        .doesNotContain("Sort");
  }

  @Test
  void whatAnHourAddsUpToReadsThatHourAlone() throws SQLException {
    assertThat(ofCalls("SUM(l.cost_nanos)", LogReach.of(ACME), HOUR, ""))
        .contains("ix_request_log_")
        .doesNotContain("Seq Scan");
    assertThat(ofCalls("COUNT(*)", LogReach.of(ACME).in(RESEARCH), HOUR, ""))
        .contains("ix_request_log_")
        .doesNotContain("Seq Scan");
  }

  @Test
  void aTraceIsFoundByItsIndex() throws SQLException {
    LogWhere where = LogWhere.of(LogReach.of(ACME), LogFilter.ALL).and("l.trace_id = ?", "t");

    assertThat(plan("SELECT l.* FROM request_log l WHERE " + where.sql(), where.values()))
        .contains("ix_request_log_trace")
        .doesNotContain("Seq Scan");
  }
}
