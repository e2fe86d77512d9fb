package io.modelcatalog.adapters.persistence.usage;

import io.modelcatalog.adapters.persistence.database.Dialect;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.domain.usage.Charge;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes every balance from the usage records and compares. Records are read as a stream; what
 * is kept in memory is one number for each counter and replica.
 *
 * <p>On PostgreSQL, servers may go on meanwhile: looking sees one moment, and repairing keeps them
 * from writing usage until it is done, which their journals hold so long. On H2 none can.
 *
 * <p>Balances that {@link BalanceRetention} may have removed are passed over. Those of replicas
 * that it has added up are compared as one with those that belong to none.
 */
public final class UsageVerification {
  private static final int ROWS_AT_A_TIME = 2_000;
  private static final String NOW = "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)";

  /** What was found wrong. */
  public sealed interface Finding {

    /**
     * A balance other than its records say.
     *
     * @param counter the counter
     * @param replica whose balance; empty for usage from before there were replicas
     * @param stored the balance; null if there is none
     * @param recomputed what the records say; null if there should be none
     */
    record Balance(
        String counter, String replica, @Nullable Standing stored, @Nullable Standing recomputed)
        implements Finding {}

    /**
     * Records that were lost, added or changed after they were written.
     *
     * @param replica who wrote them
     * @param written how many were written
     * @param found how many there are
     */
    record Records(String replica, long written, long found) implements Finding {}
  }

  /**
   * What is used in a window.
   *
   * @param windowStart its start, milliseconds since the epoch
   * @param used what is used
   */
  public record Standing(long windowStart, long used) {}

  /**
   * How it went.
   *
   * @param records how many records were read
   * @param balances how many balances they make
   * @param findings how many findings there were
   */
  public record Summary(long records, long balances, long findings) {}

  private record Key(String counter, String replica) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = counter.compareTo(other.counter);
      return order == 0 ? replica.compareTo(other.replica) : order;
    }
  }

  private final Connection connection;
  private final Dialect dialect;
  private final Consumer<Finding> findings;
  private final Map<Key, Standing> expected = new TreeMap<>();
  private final Map<Key, Long> passedOver = new HashMap<>();
  private final Map<String, RecordControl> controls = new TreeMap<>();
  private final Set<String> folded = new HashSet<>();
  private long nowMillis;
  private long found;

  private UsageVerification(Connection connection, Consumer<Finding> findings) throws SQLException {
    this.connection = connection;
    this.dialect = Dialect.of(connection);
    this.findings = findings;
  }

  /**
   * Compares, and if told to, writes what was recomputed in place of what is wrong. Lost records
   * cannot be written again; repairing accepts those there are.
   *
   * @param connection one of its own, outside any transaction
   * @param findings told each finding as it comes
   * @throws SQLException if the database fails; nothing is changed then
   */
  public static Summary run(Connection connection, boolean repair, Consumer<Finding> findings)
      throws SQLException {
    UsageVerification verification = new UsageVerification(connection, findings);
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try {
      verification.begin(repair);
      verification.readRetention();
      long records = verification.recompute();
      long balances = verification.expected.size();
      verification.compareRecords(repair);
      verification.compareBalances(repair);
      connection.commit();
      return new Summary(records, balances, verification.found);
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    }
  }

  private void begin(boolean repair) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      switch (dialect) {
        case H2 -> statement.execute("SET LAZY_QUERY_EXECUTION 1");
        case POSTGRES -> {
          if (repair) {
            // Before anything is read: what is read afterwards is what the lock holds still.
            statement.execute(
                "LOCK TABLE limit_balance, usage_control IN SHARE ROW EXCLUSIVE MODE");
          } else {
            statement.execute("SET TRANSACTION READ ONLY");
          }
        }
      }
    }
  }

  private void readRetention() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery("SELECT id FROM replica_folded")) {
        while (rows.next()) {
          folded.add(rows.getString(1));
        }
      }
      try (ResultSet row = statement.executeQuery("SELECT " + NOW)) {
        row.next();
        nowMillis = row.getLong(1);
      }
    }
  }

  /** Under whose name a balance is compared. */
  private Key key(String counter, String replica) {
    return new Key(counter, folded.contains(replica) ? "" : replica);
  }

  private long recompute() throws SQLException {
    long records = 0;
    RecordControl.Digester digester = new RecordControl.Digester();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT " + RecordControl.COLUMNS + ", replica FROM usage_record")) {
      select.setFetchSize(ROWS_AT_A_TIME);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          String replica = rows.getString("replica");
          controls.merge(
              replica,
              RecordControl.NONE.plus(RecordControl.digestOf(rows, digester)),
              (all, one) -> all.plus(one.digest()));
          for (Charge charge : Columns.charges(rows.getString("charges"))) {
            String counter = StoredText.counter(charge.key());
            expected.merge(
                key(counter, replica),
                new Standing(charge.windowStart(), Math.max(0, charge.amount())),
                UsageVerification::sum);
          }
          records++;
        }
      }
    }
    passOver();
    return records;
  }

  /** The newest window alone tells whether a balance may be gone: it took over from the others. */
  private void passOver() {
    expected
        .entrySet()
        .removeIf(
            entry -> {
              Key key = entry.getKey();
              long windowStart = entry.getValue().windowStart();
              boolean over = BalanceRetention.mayBeGone(key.counter(), windowStart, nowMillis);
              if (over) {
                passedOver.put(key, windowStart);
              }
              return over;
            });
  }

  private static Standing sum(Standing a, Standing b) {
    if (a.windowStart() != b.windowStart()) {
      return a.windowStart() > b.windowStart() ? a : b;
    }
    long sum = a.used() + b.used();
    return new Standing(a.windowStart(), sum < 0 ? Long.MAX_VALUE : sum);
  }

  private void compareRecords(boolean repair) throws SQLException {
    Map<String, RecordControl> written = new TreeMap<>();
    try (PreparedStatement select =
            connection.prepareStatement("SELECT replica, records, digest FROM usage_control");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        written.put(rows.getString(1), new RecordControl(rows.getLong(2), rows.getLong(3)));
      }
    }
    // Records from before there were replicas have no control sum.
    controls.remove("");
    for (Map.Entry<String, RecordControl> control : controls.entrySet()) {
      RecordControl should = written.remove(control.getKey());
      if (!control.getValue().equals(should)) {
        found(
            new Finding.Records(
                control.getKey(),
                should == null ? 0 : should.records(),
                control.getValue().records()));
        if (repair) {
          accept(control.getKey(), control.getValue());
        }
      }
    }
    for (Map.Entry<String, RecordControl> lost : written.entrySet()) {
      if (lost.getValue().records() != 0) {
        found(new Finding.Records(lost.getKey(), lost.getValue().records(), 0));
        if (repair) {
          accept(lost.getKey(), RecordControl.NONE);
        }
      }
    }
  }

  private void accept(String replica, RecordControl control) throws SQLException {
    execute("DELETE FROM usage_control WHERE replica = ?", replica);
    execute(
        "INSERT INTO usage_control (replica, records, digest) VALUES (?, ?, ?)",
        replica,
        control.records(),
        control.digest());
  }

  private void compareBalances(boolean repair) throws SQLException {
    Map<Key, Standing> together = new TreeMap<>();
    Map<Key, Standing> wrong = new TreeMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT counter, replica, window_start, used FROM limit_balance")) {
      select.setFetchSize(ROWS_AT_A_TIME);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Key key = key(rows.getString(1), rows.getString(2));
          Standing stored = new Standing(rows.getLong(3), rows.getLong(4));
          if (key.replica().isEmpty()) {
            together.merge(key, stored, UsageVerification::sum);
          } else {
            compare(key, stored, wrong);
          }
        }
      }
    }
    together.forEach((key, stored) -> compare(key, stored, wrong));
    for (Map.Entry<Key, Standing> balance : wrong.entrySet()) {
      settle(balance.getKey(), balance.getValue(), expected.remove(balance.getKey()), repair);
    }
    for (Map.Entry<Key, Standing> missing : expected.entrySet()) {
      settle(missing.getKey(), null, missing.getValue(), repair);
    }
  }

  private void compare(Key key, Standing stored, Map<Key, Standing> wrong) {
    Long newest = passedOver.get(key);
    if (BalanceRetention.mayBeGone(key.counter(), stored.windowStart(), nowMillis)
        || (newest != null && stored.windowStart() < newest)) {
      // Usage of a first window that comes when the balance has gone makes it anew.
      return;
    }
    if (stored.equals(expected.get(key))) {
      expected.remove(key);
    } else {
      wrong.put(key, stored);
    }
  }

  private void settle(
      Key key, @Nullable Standing stored, @Nullable Standing recomputed, boolean repair)
      throws SQLException {
    found(new Finding.Balance(key.counter(), key.replica(), stored, recomputed));
    if (!repair) {
      return;
    }
    execute(
        "DELETE FROM limit_balance WHERE counter = ? AND replica = ?",
        key.counter(),
        key.replica());
    long elsewhere = key.replica().isEmpty() ? keptApart(key.counter(), recomputed) : 0;
    if (recomputed != null) {
      execute(
          ChangeMarks.of(dialect)
              .in(
                  "INSERT INTO limit_balance (counter, replica, window_start, used, changed)"
                      + " VALUES (?, ?, ?, ?, {change})"),
          key.counter(),
          key.replica(),
          recomputed.windowStart(),
          recomputed.used() - elsewhere);
    }
  }

  /**
   * What replicas that came back after they were added up have used: it stays theirs, as far as it
   * can be right, for they count on by it.
   */
  private long keptApart(String counter, @Nullable Standing recomputed) throws SQLException {
    long kept = 0;
    for (String replica : folded) {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT window_start, used FROM limit_balance WHERE counter = ? AND replica = ?")) {
        select.setString(1, counter);
        select.setString(2, replica);
        try (ResultSet row = select.executeQuery()) {
          if (row.next()) {
            if (recomputed != null
                && row.getLong(1) == recomputed.windowStart()
                && row.getLong(2) <= recomputed.used() - kept) {
              kept += row.getLong(2);
            } else {
              execute(
                  "DELETE FROM limit_balance WHERE counter = ? AND replica = ?", counter, replica);
            }
          }
        }
      }
    }
    return kept;
  }

  private void found(Finding finding) {
    found++;
    findings.accept(finding);
  }

  private void execute(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }
}
