package io.modelcatalog.adapters.persistence.usage;

import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.database.Dialect;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.shared.ReplicaId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Keeps the balances from growing for ever: removes those that no call can be counted on any more,
 * and adds up what is left of replicas that do not come back.
 *
 * <p>Removed are balances of rate limits and of policies' groups, once their window has ended long
 * ago. A budget of another owner has one balance, which its next window takes over, so it stays.
 * Records stay always. What a replica has left that was written off, or stopped in order, goes to
 * the balances that belong to no replica, and its leases with it: sums over all replicas stay what
 * they are, in the ledger and in the books.
 *
 * <p>Each step is a small transaction of its own. Any number of replicas may do this at the same
 * time: what one has done, the other does not find. Blocking.
 */
public final class BalanceRetention {
  /** The shortest time that balances can be kept: what is older may be missing. */
  static final Duration LEAST = Duration.ofDays(1);

  private static final String NOW = "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)";
  private static final int PAGE = 500;

  /** Begins at the counter, not the pair, because H2 looks only for single columns in an index. */
  private static final String NEXT_PAGE =
      """
      SELECT counter, replica, window_start FROM limit_balance
      WHERE counter >= ? AND (counter > ? OR replica > ?)
      ORDER BY counter, replica LIMIT       """
          + " "
          + PAGE;

  private static final String REMOVE =
      "DELETE FROM limit_balance WHERE counter = ? AND replica = ? AND window_start = ?";

  /** Since when it has left is not kept; it counts from the first look that finds it so. */
  private static final String NOTE_LEFT =
      "INSERT INTO replica_gone (id, since) SELECT id, "
          + NOW
          + " FROM replica WHERE seen_at = 0 AND id NOT IN (SELECT id FROM replica_gone)"
          + " ON CONFLICT DO NOTHING";

  private static final String NOTE_RETURNED =
      "DELETE FROM replica_gone WHERE id IN (SELECT id FROM replica WHERE seen_at > 0)";

  private static final String LEFT_OVER =
      """
      SELECT counter FROM limit_balance WHERE replica = ?
      UNION SELECT counter FROM limit_lease WHERE replica = ?
      ORDER BY counter""";

  /** Whether a policy's group may still ask for what it used in a window. */
  @FunctionalInterface
  public interface PolicyCounters {
    /**
     * Whether it may.
     *
     * @param counter the group's counter
     * @param windowStart when the window began, milliseconds since the epoch
     */
    boolean count(LimitKey counter, long windowStart, Instant now);
  }

  /**
   * What was done.
   *
   * @param removed how many balances were removed
   * @param folded how many balances and leases of lost replicas were added to those of none
   */
  public record Done(int removed, int folded) {}

  private record Row(String counter, String replica, long windowStart) {}

  private record Lease(long windowStart, long held, long busy, long used) {
    Lease plus(Lease other) {
      return new Lease(
          windowStart,
          BalancePosts.plus(held, other.held),
          BalancePosts.plus(busy, other.busy),
          BalancePosts.plus(used, other.used));
    }
  }

  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private final TransactionOperations<Connection> transactions;
  private final ReplicaId self;
  private final PolicyCounters policies;
  private final Duration keep;
  private final Dialect dialect;

  /**
   * On a transaction manager of Micronaut.
   *
   * @param self the replica that does it; nothing of its own is taken for lost
   * @param policies tells of a policy's group whether it may go
   * @param keep for how long after its end a window is kept, and a lost replica's balances apart
   * @throws IllegalArgumentException if that is less than a day
   */
  public BalanceRetention(
      TransactionOperations<Connection> transactions,
      ReplicaId self,
      PolicyCounters policies,
      Duration keep) {
    if (keep.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException(
          "balances: kept for " + keep + " (expected: a day or more)");
    }
    this.transactions = transactions;
    this.self = self;
    this.policies = policies;
    this.keep = keep;
    this.dialect = transactions.executeRead(status -> Dialect.of(status.getConnection()));
  }

  /**
   * Goes through everything once, with a pause after each step.
   *
   * @param clock the time, if it is before the database's; of two that differ the earlier is taken,
   *     so that a clock that is ahead removes nothing too early
   * @param pause how long to leave the database to others
   * @throws InterruptedException if the thread is interrupted; what was done stays done
   */
  public Done pass(Instant clock, Duration pause) throws InterruptedException {
    Instant database = Instant.ofEpochMilli(in(connection -> number(connection, "SELECT " + NOW)));
    Instant now = clock.isBefore(database) ? clock : database;
    return new Done(removeEnded(now, pause), foldGone(pause));
  }

  /**
   * Whether a balance may have been removed: nothing is to be concluded from what is stored of it.
   */
  static boolean mayBeGone(String counter, long windowStart, long nowMillis) {
    LimitKey key = LimitKey.parse(counter).orElse(null);
    return key != null && ended(key, windowStart, nowMillis - LEAST.toMillis());
  }

  /** Whether a balance goes by itself, its window having ended before. */
  private static boolean ended(LimitKey key, long windowStart, long beforeMillis) {
    OptionalLong end = endOf(key, windowStart);
    return end.isPresent() && end.getAsLong() < beforeMillis;
  }

  private static OptionalLong endOf(LimitKey key, long windowStart) {
    return key.countsARate() || key.level() == Level.POLICY
        ? key.endsBy(windowStart)
        : OptionalLong.empty();
  }

  private int removeEnded(Instant now, Duration pause) throws InterruptedException {
    long before = now.minus(keep).toEpochMilli();
    int removed = 0;
    Row last = new Row("", "", 0);
    List<Row> page;
    do {
      Row after = last;
      page = in(connection -> page(connection, after));
      List<Row> over = new ArrayList<>();
      for (Row row : page) {
        LimitKey key = LimitKey.parse(row.counter()).orElse(null);
        if (key != null
            && ended(key, row.windowStart(), before)
            && (key.countsARate() || !policies.count(key, row.windowStart(), now))) {
          over.add(row);
        }
        last = row;
      }
      if (!over.isEmpty()) {
        removed += in(connection -> remove(connection, over));
      }
      Thread.sleep(pause);
    } while (page.size() == PAGE);
    return removed;
  }

  private static List<Row> page(Connection connection, Row after) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(NEXT_PAGE)) {
      select.setString(1, after.counter());
      select.setString(2, after.counter());
      select.setString(3, after.replica());
      List<Row> page = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          page.add(new Row(rows.getString(1), rows.getString(2), rows.getLong(3)));
        }
      }
      return page;
    }
  }

  /** A balance that has gone on to another window meanwhile stays. */
  private static int remove(Connection connection, List<Row> rows) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(REMOVE)) {
      for (Row row : rows) {
        delete.setString(1, row.counter());
        delete.setString(2, row.replica());
        delete.setLong(3, row.windowStart());
        delete.addBatch();
      }
      int removed = 0;
      for (int count : delete.executeBatch()) {
        removed += Math.max(0, count);
      }
      return removed;
    }
  }

  private int foldGone(Duration pause) throws InterruptedException {
    in(connection -> update(connection, NOTE_RETURNED));
    in(connection -> update(connection, NOTE_LEFT));
    List<String> gone =
        in(
            connection ->
                texts(
                    connection,
                    "SELECT id FROM replica_gone WHERE since < "
                        + NOW
                        + " - "
                        + keep.toMillis()
                        + " ORDER BY id"));
    int folded = 0;
    for (String replica : gone) {
      if (!replica.equals(self.value())) {
        folded += fold(replica, pause);
      }
    }
    return folded;
  }

  private int fold(String replica, Duration pause) throws InterruptedException {
    int folded = 0;
    boolean all = true;
    for (String counter : in(connection -> texts(connection, LEFT_OVER, replica, replica))) {
      OptionalInt moved =
          JdbcUsageLedger.aloneOnH2(
              dialect,
              () ->
                  in(
                      connection ->
                          stillGone(connection, replica)
                              ? OptionalInt.of(fold(connection, counter, replica))
                              : OptionalInt.empty()));
      if (moved.isEmpty()) {
        return folded;
      }
      folded += moved.getAsInt();
      all &= moved.getAsInt() > 0;
      Thread.sleep(pause);
    }
    if (all) {
      in(
          connection ->
              update(connection, "DELETE FROM replica_gone WHERE id = ?", replica)
                  + update(
                      connection, "DELETE FROM replica WHERE id = ? AND seen_at = 0", replica));
    }
    return folded;
  }

  /**
   * Whether a replica has not returned meanwhile. Until the end of the transaction it cannot: what
   * it takes up when it does is either its own or has been added up, never both.
   */
  private boolean stillGone(Connection connection, String replica) throws SQLException {
    return !texts(
            connection,
            "SELECT id FROM replica_gone WHERE id = ? AND since < "
                + NOW
                + " - "
                + keep.toMillis()
                + " FOR UPDATE",
            replica)
        .isEmpty();
  }

  /** Adds what a replica has of one counter to what belongs to none; 0 if that goes by itself. */
  private int fold(Connection connection, String counter, String replica) throws SQLException {
    // Books first, as whoever leases does it: nobody then decides on half of what is moved.
    texts(
        connection,
        "SELECT counter FROM limit_book WHERE counter = ? ORDER BY window_start FOR UPDATE",
        counter);
    List<BalancePosts.Sum> balances = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT window_start, used FROM limit_balance WHERE counter = ? AND replica = ?"
                + " FOR UPDATE")) {
      select.setString(1, counter);
      select.setString(2, replica);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          balances.add(new BalancePosts.Sum(counter, rows.getLong(1), rows.getLong(2)));
        }
      }
    }
    LimitKey key = LimitKey.parse(counter).orElse(null);
    if (key != null
        && balances.stream().anyMatch(sum -> endOf(key, sum.windowStart()).isPresent())) {
      return 0;
    }
    update(
        connection, "INSERT INTO replica_folded (id) VALUES (?) ON CONFLICT DO NOTHING", replica);
    BalancePosts.post(connection, ChangeMarks.of(dialect), "", balances);
    update(
        connection,
        "DELETE FROM limit_balance WHERE counter = ? AND replica = ?",
        counter,
        replica);
    return balances.size() + foldLeases(connection, counter, replica);
  }

  private static int foldLeases(Connection connection, String counter, String replica)
      throws SQLException {
    List<Lease> leases = leases(connection, counter, replica);
    List<Lease> ofNone = leases(connection, counter, "");
    for (Lease lease : leases) {
      Lease sum =
          ofNone.stream()
              .filter(known -> known.windowStart() == lease.windowStart())
              .findFirst()
              .map(lease::plus)
              .orElse(lease);
      update(
          connection,
          "DELETE FROM limit_lease WHERE counter = ? AND window_start = ? AND replica IN ('', ?)",
          counter,
          lease.windowStart(),
          replica);
      update(
          connection,
          "INSERT INTO limit_lease (counter, window_start, replica, held, busy, used, turn, answered,"
              + " recalled) VALUES (?, ?, '', ?, ?, ?, -1, 0, FALSE)",
          counter,
          lease.windowStart(),
          sum.held(),
          sum.busy(),
          sum.used());
    }
    return leases.size();
  }

  private static List<Lease> leases(Connection connection, String counter, String replica)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT window_start, held, busy, used FROM limit_lease"
                + " WHERE counter = ? AND replica = ?")) {
      select.setString(1, counter);
      select.setString(2, replica);
      List<Lease> leases = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          leases.add(new Lease(rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4)));
        }
      }
      return leases;
    }
  }

  private <T> T in(Work<T> work) {
    return transactions.execute(
        TransactionDefinition.DEFAULT, status -> work.on(status.getConnection()));
  }

  private static int update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, values);
      return statement.executeUpdate();
    }
  }

  private static List<String> texts(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      set(select, values);
      List<String> texts = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
      }
      return texts;
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void set(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}
