package io.modelcatalog.adapters.persistence.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.adapters.persistence.usage.UsageVerification.Finding;
import io.modelcatalog.adapters.persistence.usage.UsageVerification.Standing;
import io.modelcatalog.application.port.persistence.RandomAggregates;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.domain.shared.ReplicaId;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.UsageRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes the tables behind the ledger's back, and sees that each change is found. */
abstract class UsageVerificationContract {
  private static final String GROUP =
      "policy:7b1d0f2e-0000-4000-8000-000000000001:cost/monthly@user:ann";
  private static final long EARLIER = 1_700_000_000_000L;

  private TestDatabase database;
  private int appended = 100;
  final List<Finding> findings = new ArrayList<>();

  abstract TestDatabase newDatabase();

  @BeforeEach
  void fill() {
    database = newDatabase();
    RandomAggregates random = new RandomAggregates(11);
    for (String replica : List.of("east", "west")) {
      List<UsageRecord> records = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        records.add(
            with(random.usage(i), new Charge("a", 1000, i), new Charge("b", i < 25 ? 0 : 50, 2)));
      }
      ledger(replica).append(records);
      ledger(replica).append(records);
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void findsNothingWhereNothingIsWrong() throws SQLException {
    UsageVerification.Summary summary = verify(false);

    assertThat(findings).isEmpty();
    assertThat(summary).isEqualTo(new UsageVerification.Summary(100, 4, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE limit_balance SET used = used + 1 WHERE counter = 'a' AND replica = 'east'",
        "UPDATE limit_balance SET used = used - 1 WHERE counter = 'b' AND replica = 'west'",
        "UPDATE limit_balance SET window_start = 1 WHERE counter = 'b' AND replica = 'west'",
        "UPDATE limit_balance SET replica = 'north' WHERE counter = 'b' AND replica = 'west'",
        "DELETE FROM limit_balance WHERE counter = 'a' AND replica = 'west'",
        "INSERT INTO limit_balance (counter, replica, window_start, used) VALUES ('c', '', 0, 1)",
        "DELETE FROM usage_record WHERE charges LIKE '%[\"a\",1000,49]%' AND replica = 'east'",
        "DELETE FROM usage_record WHERE charges LIKE '%[\"b\",0,2]%' AND replica = 'east'",
        "DELETE FROM usage_record WHERE charges LIKE '%[\"a\",1000,0]%' AND replica = 'east'",
        "UPDATE usage_record SET cost_nanos = cost_nanos + 1 WHERE charges LIKE '%1000,7]%'",
        "UPDATE usage_record SET charges = '[]' WHERE charges LIKE '%1000,7]%'",
        "UPDATE usage_record SET replica = 'west' WHERE charges LIKE '%1000,0]%'",
        "UPDATE usage_record SET model = 'another' WHERE charges LIKE '%1000,3]%'"
      })
  void findsEveryChangeAndRepairsTheBalances(String mutation) throws SQLException {
    execute(mutation);

    assertThat(verify(false).findings()).isPositive();
    assertThat(verify(false).findings()).as("looking repairs nothing").isPositive();
    assertThat(verify(true).findings()).isPositive();
    assertThat(verify(false).findings()).isZero();
  }

  @Test
  void saysWhatIsStoredAndWhatTheRecordsSay() throws SQLException {
    execute("UPDATE limit_balance SET used = 5 WHERE counter = 'a' AND replica = 'east'");

    verify(false);

    assertThat(findings)
        .containsExactly(
            new Finding.Balance("a", "east", new Standing(1000, 5), new Standing(1000, 1225)));
  }

  @Test
  void writesTheRecomputedValue() throws SQLException {
    execute("DELETE FROM limit_balance WHERE counter = 'a'");

    verify(true);

    assertThat(ledger("east").balances(new ReplicaId("east")))
        .contains(new UsageLedger.Balance("a", 1000, 1225));
  }

  @Test
  void aGroupsFirstWindowIsNotMissedAfterALaterOneHasEnded() throws SQLException {
    append(new Charge(GROUP, 0, 6));
    append(new Charge(GROUP, EARLIER, 3));

    assertThat(verify(true).findings()).isZero();

    assertThat(ledger("east").balances(new ReplicaId("east")))
        .contains(new UsageLedger.Balance(GROUP, EARLIER, 3));
  }

  @Test
  void nothingIsConcludedFromAFirstWindowOnceALaterOneHasGone() throws SQLException {
    append(new Charge(GROUP, EARLIER, 3));
    execute("DELETE FROM limit_balance WHERE counter = '" + GROUP + "'");
    append(new Charge(GROUP, 0, 6));

    assertThat(verify(true).findings()).isZero();

    assertThat(ledger("east").balances(new ReplicaId("east")))
        .contains(new UsageLedger.Balance(GROUP, 0, 6));
  }

  @Test
  void findsAGroupsWindowThatNoRecordIsOf() throws SQLException {
    append(new Charge(GROUP, 0, 6));
    execute("UPDATE limit_balance SET used = 7 WHERE counter = '" + GROUP + "'");

    assertThat(verify(false).findings()).isOne();
  }

  private void append(Charge charge) {
    ledger("east").append(List.of(with(new RandomAggregates(++appended).usage(1), charge)));
  }

  UsageVerification.Summary verify(boolean repair) throws SQLException {
    findings.clear();
    try (Connection connection = database.connection()) {
      return UsageVerification.run(connection, repair, findings::add);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  @SuppressWarnings("unchecked")
  UsageLedger ledger(String replica) {
    return new JdbcUsageLedger(database.bean(TransactionOperations.class), new ReplicaId(replica));
  }

  static UsageRecord with(UsageRecord base, Charge... charges) {
    return new UsageRecord(
        base.requestId(),
        base.at(),
        base.organization(),
        base.workspace(),
        base.apiKey(),
        base.integration(),
        base.provider(),
        base.model(),
        base.usage(),
        base.cost(),
        base.estimated(),
        base.outcome(),
        base.status(),
        List.of(charges));
  }
}
