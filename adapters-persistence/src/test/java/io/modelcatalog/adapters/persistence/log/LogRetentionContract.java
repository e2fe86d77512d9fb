package io.modelcatalog.adapters.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.application.port.log.Feedback;
import io.modelcatalog.application.port.log.Feedbacks;
import io.modelcatalog.application.port.log.LogBodies;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.log.LogReach;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.application.port.log.RequestLogs;
import io.modelcatalog.application.port.log.RequestLogsContract;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.fixtures.Fixtures;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is forgotten of the calls, and what stays. */
abstract class LogRetentionContract {
  private static final Duration KEEP = Duration.ofDays(90);
  private static final Duration KEEP_BODIES = Duration.ofDays(30);

  private TestDatabase database;
  private Organization acme;
  private Workspace careful;
  private Workspace other;

  abstract TestDatabase newDatabase();

  @BeforeEach
  void open() {
    database = newDatabase();
    acme = stored(() -> database.organizations().save(Fixtures.anOrganization().build()));
    careful = workspace(Settings.of(Map.of(Workspace.LOG_RETENTION_DAYS, 7L)));
    other = workspace(Settings.of(Map.of(Workspace.LOG_RETENTION_DAYS, 1_000L)));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Workspace workspace(Settings settings) {
    return stored(
        () ->
            database
                .workspaces()
                .save(
                    Fixtures.aWorkspace()
                        .withId(new WorkspaceId(UUID.randomUUID()))
                        .of(acme.id())
                        .withSettings(settings)
                        .build()));
  }

  private <T> T stored(Supplier<Result<T, StoreConflict>> save) {
    return switch (database.unitOfWork().execute(save)) {
      case Result.Ok<T, StoreConflict>(T value) -> value;
      case Result.Err<T, StoreConflict>(StoreConflict conflict) ->
          throw new AssertionError(conflict);
    };
  }

  private LogRecord call(WorkspaceId workspace, int daysAgo) {
    LogRecord call = RequestLogsContract.aCall(acme.id(), workspace, 0);
    return new LogRecord(
        call.id(),
        Instant.now().minus(Duration.ofDays(daysAgo)),
        call.organization(),
        call.workspace(),
        call.caller(),
        call.target(),
        call.operation(),
        call.end(),
        call.usage(),
        call.cost(),
        call.estimated(),
        call.times(),
        call.trace(),
        call.metadata());
  }

  @SuppressWarnings("unchecked")
  private long pass(Instant clock) throws InterruptedException {
    return new LogRetention(
            database.bean(TransactionOperations.class), database.workspaces(), KEEP, KEEP_BODIES)
        .pass(clock, Duration.ZERO);
  }

  private List<UUID> left() {
    return database
        .bean(RequestLogs.class)
        .find(LogReach.of(acme.id()), LogFilter.ALL, new Page.Request(0, 1_000))
        .items()
        .stream()
        .map(LogRecord::id)
        .toList();
  }

  private long count(String table) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void forgetsWhatIsOldAndEarlierWhereAWorkspaceWantsItSo() throws Exception {
    LogRecord young = call(other.id(), 89);
    LogRecord carefulYoung = call(careful.id(), 6);
    WorkspaceId gone = new WorkspaceId(UUID.randomUUID());
    LogRecord goneYoung = call(gone, 89);
    database
        .bean(RequestLogs.class)
        .append(
            List.of(
                young,
                call(other.id(), 91),
                carefulYoung,
                call(careful.id(), 8),
                goneYoung,
                call(gone, 91)));
    Instant longAgo = Instant.now().minus(Duration.ofDays(91));
    database
        .bean(Feedbacks.class)
        .add(List.of(feedback(acme.id(), longAgo), feedback(acme.id(), Instant.now())));

    assertThat(pass(Instant.now())).isEqualTo(3);

    assertThat(left()).containsExactlyInAnyOrder(young.id(), carefulYoung.id(), goneYoung.id());
    assertThat(count("request_log_metadata")).isEqualTo(6);
    assertThat(count("request_feedback")).isEqualTo(1);
    assertThat(pass(Instant.now())).isZero();
  }

  private Feedback feedback(OrganizationId organization, Instant at) {
    return new Feedback(
        UUID.randomUUID(), organization, other.id(), "t", 1, 1_000, Map.of(), at, at);
  }

  @Test
  void forgetsWhatWasSaidBeforeItForgetsTheCall() throws Exception {
    LogRecord young = call(other.id(), 29);
    LogRecord old = call(other.id(), 31);
    database.bean(RequestLogs.class).append(List.of(young, old, call(other.id(), 91)));
    LogBodies bodies = database.bean(LogBodies.class);
    bodies.append(List.of(said(young), said(old)));
    bodies.append(List.of(said(young)));

    assertThat(pass(Instant.now())).isEqualTo(1);

    assertThat(bodies.find(young)).contains(said(young));
    assertThat(bodies.find(old)).isEmpty();
    assertThat(left()).containsExactlyInAnyOrder(young.id(), old.id());
  }

  private static LogBodies.Bodies said(LogRecord call) {
    return new LogBodies.Bodies(call, "{\"a\":1}", false, "data: x", true);
  }

  @Test
  void goesThroughMoreThanOneStep() throws Exception {
    List<LogRecord> calls = new ArrayList<>();
    for (int i = 0; i < 2_300; i++) {
      calls.add(call(other.id(), 100));
    }
    database.bean(RequestLogs.class).append(calls);

    assertThat(pass(Instant.now())).isEqualTo(2_300);

    assertThat(count("request_log")).isZero();
    assertThat(count("request_log_metadata")).isZero();
  }

  @Test
  void aClockThatIsAheadForgetsNothingTooEarly() throws Exception {
    database.bean(RequestLogs.class).append(List.of(call(other.id(), 1)));

    assertThat(pass(Instant.now().plus(Duration.ofDays(1_000)))).isZero();

    assertThat(left()).hasSize(1);
  }
}
