package io.modelcatalog.adapters.persistence.usage;

import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.UsageRecord;
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
import java.util.TreeMap;
import java.util.UUID;

/**
 * Usage in the database, in batches: one statement for the records of a batch and at most three for
 * the balances they change, all in one transaction.
 *
 * <p>Nothing a record can contain makes it impossible to store: texts lose zero characters and what
 * is longer than their column, and a balance that would overflow stays at the largest number. A
 * single record that could never be stored would hold up all that follow it.
 */
@Singleton
public final class JdbcUsageLedger implements UsageLedger {
  private static final int LONGEST_MODEL = 1024;
  private static final int LONGEST_COUNTER = 255;

  /** A record known already is passed over; the count of the statement says so. */
  private static final String INSERT_RECORD =
      """
      INSERT INTO usage_record (request_id, admitted_at, organization_id, workspace_id, api_key_id,
        integration_id, provider_id, model, input_tokens, cached_input_tokens, cache_write_tokens,
        output_tokens, reasoning_tokens, cost_nanos, estimated, outcome, status, charges)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""";

  /** Adds within a window, starts over in a newer one, and leaves a newer one alone. */
  private static final String ADD =
      """
      UPDATE limit_balance SET
        used = CASE
          WHEN window_start < ? THEN ?
          WHEN used > ? THEN 9223372036854775807
          ELSE used + ? END,
        window_start = ?
      WHERE counter = ? AND window_start <= ?""";

  private static final String INSERT_BALANCE =
      """
      INSERT INTO limit_balance (counter, window_start, used) VALUES (?, ?, ?)
      ON CONFLICT DO NOTHING""";

  private record Sum(String counter, long windowStart, long amount) {}

  private final TransactionOperations<Connection> transactions;

  /** On a transaction manager of Micronaut. */
  public JdbcUsageLedger(TransactionOperations<Connection> transactions) {
    this.transactions = transactions;
  }

  @Override
  public int append(Collection<UsageRecord> records) {
    if (records.isEmpty()) {
      return 0;
    }
    Map<UUID, UsageRecord> distinct = new LinkedHashMap<>();
    records.forEach(record -> distinct.putIfAbsent(record.requestId(), record));
    return transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          List<UsageRecord> fresh = insert(status.getConnection(), List.copyOf(distinct.values()));
          post(status.getConnection(), sums(fresh));
          return fresh.size();
        });
  }

  @Override
  public List<Balance> balances() {
    return transactions.executeRead(
        status -> {
          List<Balance> balances = new ArrayList<>();
          try (PreparedStatement select =
                  status
                      .getConnection()
                      .prepareStatement("SELECT counter, window_start, used FROM limit_balance");
              ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
              balances.add(new Balance(rows.getString(1), rows.getLong(2), rows.getLong(3)));
            }
          }
          return balances;
        });
  }

  /** Inserts those that are new and returns them. */
  private static List<UsageRecord> insert(Connection connection, List<UsageRecord> records)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT_RECORD)) {
      for (UsageRecord record : records) {
        insert.setObject(1, record.requestId());
        insert.setLong(2, Columns.micros(record.at()));
        insert.setObject(3, record.organization().value());
        insert.setObject(4, record.workspace().value());
        insert.setObject(5, record.apiKey().value());
        insert.setObject(6, record.integration().value());
        insert.setObject(7, record.provider().value());
        insert.setString(8, storable(record.model(), LONGEST_MODEL));
        insert.setLong(9, record.usage().input());
        insert.setLong(10, record.usage().cachedInput());
        insert.setLong(11, record.usage().cacheWrite());
        insert.setLong(12, record.usage().output());
        insert.setLong(13, record.usage().reasoning());
        insert.setLong(14, record.cost().nanos());
        insert.setBoolean(15, record.estimated());
        insert.setString(16, record.outcome().name());
        insert.setInt(17, record.status());
        insert.setString(18, Columns.chargesJson(record.charges()));
        insert.addBatch();
      }
      int[] counts = insert.executeBatch();
      List<UsageRecord> fresh = new ArrayList<>(records.size());
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] > 0) {
          fresh.add(records.get(i));
        }
      }
      return fresh;
    }
  }

  /**
   * What a batch adds to each counter and window: counters in one order for everyone, so that two
   * writers never wait for each other in a ring; windows oldest first.
   */
  private static List<Sum> sums(List<UsageRecord> records) {
    TreeMap<String, TreeMap<Long, Long>> byCounter = new TreeMap<>();
    for (UsageRecord record : records) {
      for (Charge charge : record.charges()) {
        byCounter
            .computeIfAbsent(storable(charge.key(), LONGEST_COUNTER), key -> new TreeMap<>())
            .merge(charge.windowStart(), Math.max(0, charge.amount()), JdbcUsageLedger::plus);
      }
    }
    List<Sum> sums = new ArrayList<>();
    byCounter.forEach(
        (counter, windows) ->
            windows.forEach((start, amount) -> sums.add(new Sum(counter, start, amount))));
    return sums;
  }

  private static void post(Connection connection, List<Sum> sums) throws SQLException {
    // The second round is for counters that another writer made between our two statements.
    List<Sum> missing = insertBalances(connection, add(connection, sums));
    add(connection, missing);
  }

  /** Adds to balances there are; returns those sums that found none, or only a newer window. */
  private static List<Sum> add(Connection connection, List<Sum> sums) throws SQLException {
    if (sums.isEmpty()) {
      return sums;
    }
    try (PreparedStatement add = connection.prepareStatement(ADD)) {
      for (Sum sum : sums) {
        add.setLong(1, sum.windowStart());
        add.setLong(2, sum.amount());
        add.setLong(3, Long.MAX_VALUE - sum.amount());
        add.setLong(4, sum.amount());
        add.setLong(5, sum.windowStart());
        add.setString(6, sum.counter());
        add.setLong(7, sum.windowStart());
        add.addBatch();
      }
      return untouched(sums, add.executeBatch());
    }
  }

  private static List<Sum> insertBalances(Connection connection, List<Sum> sums)
      throws SQLException {
    if (sums.isEmpty()) {
      return sums;
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT_BALANCE)) {
      for (Sum sum : sums) {
        insert.setString(1, sum.counter());
        insert.setLong(2, sum.windowStart());
        insert.setLong(3, sum.amount());
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

  private static long plus(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** The text without zero characters and halves of surrogate pairs, cut to a length. */
  private static String storable(String text, int longest) {
    boolean plain = text.length() <= longest;
    for (int i = 0; plain && i < text.length(); i++) {
      plain = text.charAt(i) != 0 && !Character.isSurrogate(text.charAt(i));
    }
    if (plain) {
      return text;
    }
    // Counted in UTF-16 units, as H2 does; PostgreSQL counts characters, which are never more.
    StringBuilder kept = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
      if (c != 0 && !half && kept.length() + Character.charCount(c) <= longest) {
        kept.appendCodePoint(c);
      }
    }
    return kept.toString();
  }
}
