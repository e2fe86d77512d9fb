package io.modelcatalog.adapters.persistence.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.application.port.lease.LeaseStore;
import io.modelcatalog.application.port.lease.LeaseStoreContract;
import io.modelcatalog.domain.limit.LeaseAsk;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

abstract class JdbcLeaseStoreContract extends LeaseStoreContract {
  protected abstract TestDatabase database();

  private DataSource source() {
    return DelegatingDataSource.unwrapDataSource(database().bean(DataSource.class));
  }

  @Override
  protected LeaseStore newStore() {
    execute("DELETE FROM limit_book");
    execute("DELETE FROM replica");
    execute("DELETE FROM replica_gone");
    execute("DELETE FROM limit_balance");
    return new JdbcLeaseStore(source(), "this process", Duration.ZERO);
  }

  @Override
  protected void lose(String replica) {
    execute("UPDATE replica SET seen_at = seen_at - 10000 WHERE id = '" + replica + "'");
  }

  @Override
  protected void spent(String counter, long windowStart, long amount) {
    execute(
        "INSERT INTO limit_balance (counter, replica, window_start, used, changed) VALUES ('"
            + counter
            + "', 'before', "
            + windowStart
            + ", "
            + amount
            + ", 1)");
  }

  @Test
  void countsOnceWhatAReplicaUsedBeforeThereWasABook() {
    LeaseStore store = newStore();
    store.join("before");
    store.join("b");
    spent("c", 0, 70);

    assertThat(ask(store, "b", 1, 0, 31)).isZero();
    ask(store, "before", 1, 70, 0);

    assertThat(ask(store, "b", 2, 0, 30)).isEqualTo(30);
  }

  @Test
  void doesNotServeAProcessWhoseReplicaAnotherHasBecome() {
    LeaseStore mine = newStore();
    mine.join("a");
    LeaseStore theirs = new JdbcLeaseStore(source(), "another process", Duration.ZERO);
    theirs.join("a");

    assertThat(ask(theirs, "a", 1, 0, 5)).isEqualTo(5);
    assertThatThrownBy(() -> mine.pulse("a")).hasMessageContaining("another process runs as");
    assertThatThrownBy(() -> ask(mine, "a", 2, 5, 5))
        .hasMessageContaining("another process runs as");
  }

  @Test
  void aProcessThatWasWrittenOffAndGoesOnIsOneOfTheLivingAgain() throws SQLException {
    LeaseStore store = newStore();
    store.join("a");
    writeOff("a");
    assertThat(count("replica_gone")).isOne();

    assertThat(store.pulse("a").living()).isOne();

    assertThat(count("replica_gone")).isZero();
    assertThat(ask(store, "a", 1, 0, 5)).isEqualTo(5);
    assertThat(store.pulse("a").living()).isOne();
  }

  @Test
  void aReplicaThatIsStartedAgainAfterItWasWrittenOffIsNotGone() throws SQLException {
    LeaseStore store = newStore();
    store.join("a");
    store.join("b");
    writeOff("a");
    writeOff("b");

    store.join("a");

    assertThat(count("replica_gone WHERE id = 'a'")).isZero();
    assertThat(count("replica_gone WHERE id = 'b'")).isOne();
  }

  @Test
  void aProcessThatWasWrittenOffStaysOutOnceAnotherHasItsName() throws SQLException {
    LeaseStore mine = newStore();
    mine.join("a");
    writeOff("a");
    new JdbcLeaseStore(source(), "another process", Duration.ZERO).join("a");

    assertThatThrownBy(() -> mine.pulse("a")).hasMessageContaining("another process runs as");
  }

  @Test
  void throwsBooksAwayOnceTheirWindowHasEnded() throws SQLException {
    LeaseStore store = newStore();
    store.join("a");
    store.exchange(
        List.of(
            new LeaseStore.Message("c", 0, 1_000, new LeaseAsk("a", 1, 10, 0, 0, 0, 5, 5, 0)),
            new LeaseStore.Message(
                "d", 0, Long.MAX_VALUE, new LeaseAsk("a", 2, 10, 0, 0, 0, 5, 5, 0))));
    execute("UPDATE limit_book SET window_end = window_end - 302000 WHERE counter = 'c'");

    store.pulse("a");

    try (Connection connection = source().getConnection();
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT b.counter FROM limit_book b JOIN limit_lease l"
                        + " ON l.counter = b.counter AND l.window_start = b.window_start")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("d");
      assertThat(rows.next()).isFalse();
    }
  }

  private static long ask(LeaseStore store, String replica, long turn, long held, long need) {
    return store
        .exchange(
            List.of(
                new LeaseStore.Message(
                    "c",
                    0,
                    Long.MAX_VALUE,
                    new LeaseAsk(replica, turn, 100, held, held, held, need, need, 0))))
        .getFirst()
        .held();
  }

  private void writeOff(String replica) throws SQLException {
    execute("UPDATE replica SET seen_at = 1 WHERE id = '" + replica + "'");
    try (Connection connection = source().getConnection()) {
      Replicas.forget(connection, replica, Replicas.Unused.SPENT);
      connection.setAutoCommit(true);
    }
  }

  private long count(String what) throws SQLException {
    try (Connection connection = source().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT COUNT(*) FROM " + what)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void execute(String sql) {
    try (Connection connection = source().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
