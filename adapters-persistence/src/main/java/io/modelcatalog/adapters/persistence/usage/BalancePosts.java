package io.modelcatalog.adapters.persistence.usage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Adds to the balances of a replica, in at most three statements for any number of counters. */
final class BalancePosts {
  /** Adds within a window, starts over in a newer one, and leaves a newer one alone. */
  private static final String ADD =
      """
      UPDATE limit_balance SET
        used = CASE
          WHEN window_start < ? THEN ?
          WHEN used > ? THEN 9223372036854775807
          ELSE used + ? END,
        window_start = ?,
        changed = {change}
      WHERE counter = ? AND replica = ? AND window_start <= ?""";

  private static final String INSERT =
      """
      INSERT INTO limit_balance (counter, replica, window_start, used, changed)
      VALUES (?, ?, ?, ?, {change})
      ON CONFLICT DO NOTHING""";

  /**
   * What to add.
   *
   * @param counter to which counter
   * @param windowStart in which window, milliseconds since the epoch
   * @param amount how much; 0 or more
   */
  record Sum(String counter, long windowStart, long amount) {}

  private final Connection connection;
  private final ChangeMarks marks;
  private final String replica;

  private BalancePosts(Connection connection, ChangeMarks marks, String replica) {
    this.connection = connection;
    this.marks = marks;
    this.replica = replica;
  }

  /**
   * Adds them.
   *
   * @param replica whose balances; empty for those that belong to none
   * @param sums counters in one order for everyone, windows oldest first
   */
  static void post(Connection connection, ChangeMarks marks, String replica, List<Sum> sums)
      throws SQLException {
    BalancePosts posts = new BalancePosts(connection, marks, replica);
    // The second round is for counters that another writer made between our two statements.
    List<Sum> missing = posts.insert(posts.add(sums));
    posts.add(missing);
  }

  /** Adds to balances there are; returns those sums that found none, or only a newer window. */
  private List<Sum> add(List<Sum> sums) throws SQLException {
    if (sums.isEmpty()) {
      return sums;
    }
    try (PreparedStatement add = connection.prepareStatement(marks.in(ADD))) {
      for (Sum sum : sums) {
        add.setLong(1, sum.windowStart());
        add.setLong(2, sum.amount());
        add.setLong(3, Long.MAX_VALUE - sum.amount());
        add.setLong(4, sum.amount());
        add.setLong(5, sum.windowStart());
        add.setString(6, sum.counter());
        add.setString(7, replica);
        add.setLong(8, sum.windowStart());
        add.addBatch();
      }
      return untouched(sums, add.executeBatch());
    }
  }

  private List<Sum> insert(List<Sum> sums) throws SQLException {
    if (sums.isEmpty()) {
      return sums;
    }
    try (PreparedStatement insert = connection.prepareStatement(marks.in(INSERT))) {
      for (Sum sum : sums) {
        insert.setString(1, sum.counter());
        insert.setString(2, replica);
        insert.setLong(3, sum.windowStart());
        insert.setLong(4, sum.amount());
        insert.addBatch();
      }
      return untouched(sums, insert.executeBatch());
    }
  }

  private static List<Sum> untouched(List<Sum> sums, int[] counts) {
    List<Sum> untouched = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 0) {
        untouched.add(sums.get(i));
      }
    }
    return untouched;
  }

  /** The sum of two amounts, or the largest number if that is less. */
  static long plus(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
