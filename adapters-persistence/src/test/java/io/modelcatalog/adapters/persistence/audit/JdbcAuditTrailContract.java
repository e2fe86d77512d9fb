package io.modelcatalog.adapters.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.adapters.persistence.audit.AuditVerification.Head;
import io.modelcatalog.application.port.audit.AuditEvent;
import io.modelcatalog.application.port.audit.AuditEvent.FieldChange;
import io.modelcatalog.application.port.audit.AuditTrail;
import io.modelcatalog.application.port.audit.AuditTrailContract;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is added to the contract where the log is a database that someone may reach into. */
interface JdbcAuditTrailContract extends AuditTrailContract {
  TestDatabase database();

  @Override
  default AuditTrail trail() {
    return database().bean(AuditTrail.class);
  }

  @Test
  default void anEventGoesWithTheTransactionItTellsOf() {
    OrganizationId acme = new OrganizationId(UUID.randomUUID());

    Result<String, String> refused =
        database()
            .bean(UnitOfWork.class)
            .execute(
                () -> {
                  trail().append(AuditTrailContract.event(acme, NOON, "update"));
                  return Result.err("refused");
                });

    assertThat(refused).isEqualTo(Result.err("refused"));
    assertThat(
            trail()
                .find(AuditTrail.Filter.of(acme, NOON.minusSeconds(1), NOON.plusSeconds(1)), ALL)
                .total())
        .isZero();
    trail().append(AuditTrailContract.event(acme, NOON, "update"));
    assertThat(trail().firstBroken(acme)).isEmpty();
  }

  @Test
  default void oddTextsAreReadAsTheyWereHashed() {
    OrganizationId acme = new OrganizationId(UUID.randomUUID());
    AuditEvent plain = AuditTrailContract.event(acme, NOON, "update");
    String odd = "zero\u0000 half \uD83D pair, \uD83D\uDE80 \u2028 \"quoted\" \\ tab\t";
    trail()
        .append(
            new AuditEvent(
                plain.id(),
                NOON,
                acme,
                plain.workspace(),
                plain.actor(),
                odd,
                odd,
                odd,
                odd,
                List.of(
                    new FieldChange(odd, Optional.of(odd), Optional.of("")),
                    new FieldChange("long", Optional.empty(), Optional.of("é".repeat(100_000)))),
                plain.request()));

    assertThat(trail().firstBroken(acme)).isEmpty();
  }

  @Test
  default void severalAreAddedInTheirOrder() {
    OrganizationId acme = new OrganizationId(UUID.randomUUID());
    OrganizationId others = new OrganizationId(UUID.randomUUID());
    List<AuditEvent> events = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      events.add(AuditTrailContract.event(i % 3 == 0 ? others : acme, NOON, "update"));
    }

    trail().append(events);

    assertThat(
            trail().find(AuditTrail.Filter.of(acme, NOON, NOON), ALL).items().reversed().stream()
                .map(AuditTrail.Entry::event)
                .toList())
        .isEqualTo(events.stream().filter(event -> event.organization().equals(acme)).toList());
    assertThat(trail().firstBroken(acme)).isEmpty();
    assertThat(trail().firstBroken(others)).isEmpty();
  }

  /** Each column that the table has, in a row with a request and in one without. */
  @Test
  default void aChangeOfAnyColumnShows() throws SQLException {
    List<String> columns = columns("audit_event");
    assertThat(columns).hasSize(18);
    for (String column : columns) {
      for (long sequence : new long[] {3, 4, 5}) {
        for (String value : mutations(column)) {
          OrganizationId acme = fiveEvents();
          String sql =
              "UPDATE audit_event SET "
                  + column
                  + " = "
                  + value
                  + " WHERE organization_id = ? AND sequence = "
                  + sequence
                  + " AND ("
                  + column
                  + " IS NULL OR "
                  + column
                  + " <> "
                  + value
                  + ")";
          if (change(sql, acme) == 1) {
            assertThat(trail().firstBroken(acme)).as(sql).hasValue(sequence);
          } else {
            // It was so already: nothing was changed.
            assertThat(value).as(sql).isIn("''", "'[]'");
          }
        }
      }
    }
  }

  private static List<String> mutations(String column) {
    String uuid = "CAST('" + UUID.randomUUID() + "' AS UUID)";
    return switch (column) {
      case "organization_id", "id", "workspace_id" -> List.of(uuid);
      case "sequence" -> List.of("sequence + 100");
      case "at" -> List.of("at + 1", "at - 1");
      case "status" -> List.of("COALESCE(status, 0) + 1", "0");
      case "hash" -> List.of("'" + "0".repeat(64) + "'");
      case "changes" -> List.of("changes || ' '", "'[]'", "'[\"a\"]'", "'['", "''", "'{}'");
      default -> List.of("COALESCE(" + column + ", '') || 'x'", "''");
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"workspace_id", "method", "uri", "request_id", "client_ip", "status"})
  default void aColumnThatWasEmptiedShows(String column) throws SQLException {
    OrganizationId acme = fiveEvents();

    assertThat(
            change(
                "UPDATE audit_event SET "
                    + column
                    + " = NULL WHERE organization_id = ? AND sequence = 3",
                acme))
        .isEqualTo(1);

    assertThat(trail().firstBroken(acme)).hasValue(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | DELETE FROM audit_event WHERE organization_id = ? AND sequence = 1",
        "3 | DELETE FROM audit_event WHERE organization_id = ? AND sequence = 3",
        "5 | DELETE FROM audit_event WHERE organization_id = ? AND sequence = 5",
        "4 | DELETE FROM audit_event WHERE organization_id = ? AND sequence > 3",
        "1 | DELETE FROM audit_event WHERE organization_id = ?",
        "-7 | UPDATE audit_event SET sequence = -7 WHERE organization_id = ? AND sequence = 5",
        "1 | DELETE FROM audit_head WHERE organization_id = ?",
        "6 | UPDATE audit_head SET sequence = 6 WHERE organization_id = ?",
        "5 | UPDATE audit_head SET sequence = 4 WHERE organization_id = ?",
        "6 | UPDATE audit_head SET hash = '0' WHERE organization_id = ?",
      })
  default void whatIsMissingOrWasMovedShows(long broken, String tampering) throws SQLException {
    OrganizationId acme = fiveEvents();

    assertThat(change(tampering, acme)).isPositive();

    assertThat(trail().firstBroken(acme)).hasValue(broken);
  }

  @Test
  default void entriesThatChangedPlacesShow() throws SQLException {
    OrganizationId acme = fiveEvents();

    for (String[] step : new String[][] {{"2", "99"}, {"3", "2"}, {"99", "3"}}) {
      change(
          "UPDATE audit_event SET sequence = "
              + step[1]
              + " WHERE organization_id = ? AND sequence = "
              + step[0],
          acme);
    }

    assertThat(trail().firstBroken(acme)).hasValue(2);
  }

  @Test
  default void anEntryOfAnotherTenantsShows() throws SQLException {
    OrganizationId acme = fiveEvents();
    OrganizationId others = new OrganizationId(UUID.randomUUID());

    change(
        "UPDATE audit_event SET organization_id = '"
            + others
            + "' WHERE organization_id = ? AND sequence = 1",
        acme);

    assertThat(trail().firstBroken(acme)).hasValue(1);
    assertThat(trail().firstBroken(others)).hasValue(1);
  }

  @Test
  default void isReadAsOfOneMomentWhileItIsWrittenTo() throws Exception {
    OrganizationId acme = fiveEvents();
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
      Future<?> writing =
          writer.submit(
              () -> {
                while (!stop.get()) {
                  trail().append(AuditTrailContract.event(acme, NOON, "update"));
                }
              });
      try {
        for (int i = 0; i < 50; i++) {
          assertThat(trail().firstBroken(acme)).isEmpty();
        }
      } finally {
        stop.set(true);
      }
      writing.get();
    }
  }

  /** Who holds the whole database can write another history; its end noted elsewhere shows that. */
  @Test
  default void aWholeHistoryWrittenAnewIsKnownByItsEnd() throws SQLException {
    OrganizationId acme = fiveEvents();
    Head noted = head(acme);
    change("DELETE FROM audit_event WHERE organization_id = ?", acme);
    change("DELETE FROM audit_head WHERE organization_id = ?", acme);
    for (int i = 0; i < 7; i++) {
      trail().append(AuditTrailContract.event(acme, NOON.plusSeconds(i), "create"));
    }

    assertThat(trail().firstBroken(acme)).isEmpty();
    try (Connection connection = database().connection()) {
      assertThat(AuditVerification.hash(connection, acme, noted.sequence()))
          .isPresent()
          .isNotEqualTo(Optional.of(noted.hash()));
    }
  }

  private Head head(OrganizationId organization) throws SQLException {
    try (Connection connection = database().connection()) {
      return AuditVerification.heads(connection).stream()
          .filter(head -> head.organization().equals(organization))
          .findFirst()
          .orElseThrow();
    }
  }

  private List<String> columns(String table) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (Connection connection = database().connection();
        ResultSet rows = connection.getMetaData().getColumns(null, null, table, null)) {
      while (rows.next()) {
        columns.add(rows.getString("COLUMN_NAME"));
      }
    }
    return columns;
  }

  /** The fourth came without a request. */
  private OrganizationId fiveEvents() {
    OrganizationId acme = new OrganizationId(UUID.randomUUID());
    for (int i = 1; i <= 5; i++) {
      AuditEvent event = AuditTrailContract.event(acme, NOON.plusSeconds(i), "update");
      trail()
          .append(
              i == 4
                  ? new AuditEvent(
                      event.id(),
                      event.at(),
                      acme,
                      Optional.empty(),
                      AuditEvent.Who.SYSTEM,
                      "budget_exhausted",
                      "workspace",
                      "w",
                      "w",
                      List.of(),
                      Optional.empty())
                  : event);
    }
    return acme;
  }

  private int change(String sql, OrganizationId organization) throws SQLException {
    try (Connection connection = database().connection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, organization.value());
      return update.executeUpdate();
    }
  }
}
