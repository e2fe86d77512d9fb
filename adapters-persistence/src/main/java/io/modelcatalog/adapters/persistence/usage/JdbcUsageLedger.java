package io.modelcatalog.adapters.persistence.usage;

import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.database.Dialect;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.domain.shared.ReplicaId;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.UsageRecord;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Usage in the database, in batches: one statement for the records of a batch and at most three for
 * the balances they change, and one for the control sum of its replica, all in one transaction.
 *
 * <p>Nothing a record can contain makes it impossible to store: texts lose zero characters and what
 * is longer than their column, and a balance that would overflow stays at the largest number. A
 * single record that could never be stored would hold up all that follow it.
 */
@Singleton
public final class JdbcUsageLedger implements UsageLedger {
  /** A record known already is passed over; the count of the statement says so. */
  private static final String INSERT_RECORD =
      """
      INSERT INTO usage_record (request_id, admitted_at, organization_id, workspace_id, api_key_id,
        integration_id, provider_id, model, input_tokens, cached_input_tokens, cache_write_tokens,
        output_tokens, reasoning_tokens, cost_nanos, estimated, outcome, status, charges, replica,
        cache_write_long_tokens, audio_input_tokens, audio_output_tokens, cost_source)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING\
      """;

  private static final String CHANGED =
      """
      SELECT counter, window_start, used FROM limit_balance
      WHERE counter IN (SELECT counter FROM limit_balance WHERE changed >= ?)\
      """;

  private static final ReentrantLock H2_TURN = new ReentrantLock();

  private final TransactionOperations<Connection> transactions;
  private final ReplicaId replica;
  private final KeyUse keyUse = new KeyUse();
  private volatile @Nullable Dialect dialect;

  /**
   * On a transaction manager of Micronaut.
   *
   * @param replica for which it appends
   */
  public JdbcUsageLedger(TransactionOperations<Connection> transactions, ReplicaId replica) {
    this.transactions = transactions;
    this.replica = replica;
  }

  @Override
  public int append(Collection<UsageRecord> records) {
    if (records.isEmpty()) {
      return 0;
    }
    Map<UUID, UsageRecord> distinct = new LinkedHashMap<>();
    records.forEach(record -> distinct.putIfAbsent(record.requestId(), record));
    int fresh = aloneOnH2(dialect(), () -> appendAll(List.copyOf(distinct.values())));
    noteUse(distinct.values());
    return fresh;
  }

  /**
   * Apart from the records, which must not wait for it: what fails here the next batch makes up.
   */
  private void noteUse(Collection<UsageRecord> records) {
    Map<UUID, Long> news = keyUse.news(records);
    if (!news.isEmpty()) {
      try {
        transactions.execute(
            TransactionDefinition.DEFAULT,
            status -> {
              KeyUse.store(status.getConnection(), news);
              return news.size();
            });
        keyUse.stored(news);
      } catch (RuntimeException unavailable) {
        // The records are stored, which is what counts; the use of a key is known a little later.
        return;
      }
    }
  }

  /** Followers miss no change on H2 because nobody writes balances while they look. */
  static <T> T aloneOnH2(Dialect dialect, Supplier<T> work) {
    if (dialect == Dialect.POSTGRES) {
      return work.get();
    }
    H2_TURN.lock();
    try {
      return work.get();
    } finally {
      H2_TURN.unlock();
    }
  }

  private int appendAll(List<UsageRecord> records) {
    return transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          List<String> charges = new ArrayList<>(records.size());
          List<UsageRecord> fresh = insert(status.getConnection(), records, charges);
          BalancePosts.post(
              status.getConnection(), ChangeMarks.of(dialect()), replica.value(), sums(fresh));
          if (!fresh.isEmpty()) {
            RecordControl.add(status.getConnection(), replica.value(), fresh, charges);
          }
          return fresh.size();
        });
  }

  @Override
  public List<Balance> balances() {
    return transactions.executeRead(
        status ->
            select(
                status.getConnection(),
                "SELECT counter, window_start, used FROM limit_balance",
                nothing -> {}));
  }

  @Override
  public List<Balance> balancesOf(String prefix) {
    String pattern = prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    return transactions.executeRead(
        status ->
            select(
                status.getConnection(),
                "SELECT counter, window_start, used FROM limit_balance WHERE counter LIKE ?"
                    + " ESCAPE '\\'",
                select -> select.setString(1, pattern)));
  }

  @Override
  public List<Balance> balances(ReplicaId of) {
    return transactions.executeRead(
        status ->
            select(
                status.getConnection(),
                "SELECT counter, window_start, used FROM limit_balance WHERE replica = ?",
                select -> select.setString(1, of.value())));
  }

  @Override
  public Changes changedSince(long cursor) {
    return aloneOnH2(dialect(), () -> lookSince(cursor));
  }

  private Changes lookSince(long cursor) {
    return transactions.executeRead(
        status -> {
          long next;
          try (PreparedStatement select =
                  status.getConnection().prepareStatement(ChangeMarks.of(dialect()).cursor());
              ResultSet row = select.executeQuery()) {
            row.next();
            next = row.getLong(1);
          }
          return new Changes(
              select(status.getConnection(), CHANGED, select -> select.setLong(1, cursor)), next);
        });
  }

  private interface Arguments {
    void set(PreparedStatement statement) throws SQLException;
  }

  private static List<Balance> select(Connection connection, String sql, Arguments arguments)
      throws SQLException {
    Map<String, Balance> sums = new LinkedHashMap<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      arguments.set(select);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          sums.merge(
              rows.getString(1),
              new Balance(rows.getString(1), rows.getLong(2), rows.getLong(3)),
              JdbcUsageLedger::sum);
        }
      }
    }
    return List.copyOf(sums.values());
  }

  private static Balance sum(Balance a, Balance b) {
    if (a.windowStart() != b.windowStart()) {
      return a.windowStart() > b.windowStart() ? a : b;
    }
    return new Balance(a.key(), a.windowStart(), BalancePosts.plus(a.used(), b.used()));
  }

  private Dialect dialect() {
    Dialect known = dialect;
    if (known == null) {
      known = transactions.executeRead(status -> Dialect.of(status.getConnection()));
      dialect = known;
    }
    return known;
  }

  /**
   * Inserts those that are new and returns them.
   *
   * @param charges takes the charges of those that are new, as they are stored
   */
  private List<UsageRecord> insert(
      Connection connection, List<UsageRecord> records, List<String> charges) throws SQLException {
    String[] stored = new String[records.size()];
    try (PreparedStatement insert = connection.prepareStatement(INSERT_RECORD)) {
      for (int i = 0; i < stored.length; i++) {
        UsageRecord record = records.get(i);
        stored[i] = Columns.chargesJson(record.charges());
        insert.setObject(1, record.requestId());
        insert.setLong(2, Columns.micros(record.at()));
        insert.setObject(3, record.organization().value());
        insert.setObject(4, record.workspace().value());
        insert.setObject(5, record.apiKey().value());
        insert.setObject(6, record.integration().value());
        insert.setObject(7, record.provider().value());
        insert.setString(8, StoredText.model(record.model()));
        insert.setLong(9, record.usage().input());
        insert.setLong(10, record.usage().cachedInput());
        insert.setLong(11, record.usage().cacheWrite());
        insert.setLong(12, record.usage().output());
        insert.setLong(13, record.usage().reasoning());
        insert.setLong(14, record.cost().nanos());
        insert.setBoolean(15, record.estimated());
        insert.setString(16, record.outcome().name());
        insert.setInt(17, record.status());
        insert.setString(18, stored[i]);
        insert.setString(19, replica.value());
        insert.setLong(20, record.usage().cacheWriteLong());
        insert.setLong(21, record.usage().audioInput());
        insert.setLong(22, record.usage().audioOutput());
        insert.setString(23, record.costSource().name());
        insert.addBatch();
      }
      int[] counts = insert.executeBatch();
      List<UsageRecord> fresh = new ArrayList<>(records.size());
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] > 0) {
          fresh.add(records.get(i));
          charges.add(stored[i]);
        }
      }
      return fresh;
    }
  }

  /**
   * What a batch adds to each counter and window: counters in one order for everyone, so that two
   * writers never wait for each other in a ring; windows oldest first.
   */
  private static List<BalancePosts.Sum> sums(List<UsageRecord> records) {
    Map<String, TreeMap<Long, Long>> byKey = new HashMap<>();
    for (UsageRecord record : records) {
      for (Charge charge : record.charges()) {
        byKey
            .computeIfAbsent(charge.key(), key -> new TreeMap<>())
            .merge(charge.windowStart(), Math.max(0, charge.amount()), BalancePosts::plus);
      }
    }
    // Different keys can be stored as one counter.
    TreeMap<String, TreeMap<Long, Long>> byCounter = new TreeMap<>();
    byKey.forEach(
        (key, windows) -> {
          TreeMap<Long, Long> all =
              byCounter.computeIfAbsent(StoredText.counter(key), counter -> new TreeMap<>());
          windows.forEach((start, amount) -> all.merge(start, amount, BalancePosts::plus));
        });
    List<BalancePosts.Sum> sums = new ArrayList<>();
    byCounter.forEach(
        (counter, windows) ->
            windows.forEach(
                (start, amount) -> sums.add(new BalancePosts.Sum(counter, start, amount))));
    return sums;
  }
}
