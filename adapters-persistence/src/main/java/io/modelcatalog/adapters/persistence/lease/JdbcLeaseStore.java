package io.modelcatalog.adapters.persistence.lease;

import io.modelcatalog.application.port.lease.LeaseStore;
import io.modelcatalog.domain.limit.LeaseAnswer;
import io.modelcatalog.domain.limit.LeaseBook;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * The books in the database, for replicas that have it in common. One transaction for each
 * exchange: the books concerned are locked in one order for everyone, read, put through the rules
 * of {@link LeaseBook}, and written. Whether a replica is alive is told by the clock of the
 * database.
 *
 * <p>A new book takes over what the ledger knows, for each replica what that one used: should it
 * state its own use later, nothing is counted twice.
 */
public final class JdbcLeaseStore implements LeaseStore {
  private static final long LOST_AFTER_MILLIS = 5_000;
  private static final long KEPT_MILLIS = 300_000;
  private static final long LONGEST_KEPT_MILLIS = Duration.ofDays(366).toMillis();
  private static final long TIDY_NANOS = 30_000_000_000L;
  private static final int BOOKS_AT_ONCE = 200;

  /** Somebody unheard of is looked for so much sooner than who is known to live is asked after. */
  private static final int SOONER = 10;

  private static final String NOW = "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)";

  private static final String ENTER =
      "INSERT INTO replica (id, instance, started_at, seen_at) VALUES (?, ?, "
          + NOW
          + ", "
          + NOW
          + ")";

  private static final String NO_LONGER_GONE = "DELETE FROM replica_gone WHERE id = ?";

  private record Key(String counter, long windowStart) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::counter).thenComparingLong(Key::windowStart);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /** A book with what was read of it, to write what has changed. */
  private static final class Loaded {
    private final LeaseBook book;
    private final long recall;
    private final Map<String, LeaseBook.Entry> before = new HashMap<>();

    Loaded(LeaseBook book) {
      this.book = book;
      this.recall = book.recall();
      book.entries().forEach(entry -> before.put(entry.replica(), entry));
    }
  }

  /** What is done within one transaction. */
  private interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  private final DataSource source;
  private final String instance;
  private final long believedNanos;
  private long tidiedNanos;
  private long seenNanos;
  private Set<String> living = Set.of();
  private long livingNanos;

  /**
   * A store. One thread at a time uses it.
   *
   * @param source connections, best with short timeouts
   * @param instance names this process, and no other even of the same replica
   * @param believed for how long it is believed who lives; a replica says that it does half as
   *     often, and pulses far more often, to hear what is recalled
   */
  public JdbcLeaseStore(DataSource source, String instance, Duration believed) {
    this.source = source;
    this.instance = instance;
    this.believedNanos = believed.toNanos();
  }

  @Override
  public List<Holding> join(String replica) {
    return transaction(
        connection -> {
          // First what whoever adds up the gone takes first, so that neither waits for the other.
          update(connection, NO_LONGER_GONE, replica);
          int known =
              update(
                  connection,
                  "UPDATE replica SET instance = ?, started_at = "
                      + NOW
                      + ", seen_at = "
                      + NOW
                      + " WHERE id = ?",
                  instance,
                  replica);
          if (known == 0) {
            update(connection, ENTER, replica, instance);
          }
          return holdings(connection, replica, false);
        });
  }

  @Override
  public List<LeaseAnswer> exchange(List<Message> messages) {
    List<LeaseAnswer> answers = new ArrayList<>(messages.size());
    for (int from = 0; from < messages.size(); from += BOOKS_AT_ONCE) {
      List<Message> part = messages.subList(from, Math.min(messages.size(), from + BOOKS_AT_ONCE));
      Optional<List<LeaseAnswer>> answered = transaction(connection -> exchange(connection, part));
      if (answered.isEmpty()) {
        // On their own, so that whoever makes books holds no lock on others.
        transaction(connection -> open(connection, part));
        answered = transaction(connection -> exchange(connection, part));
      }
      answers.addAll(
          answered.orElseThrow(
              () -> new IllegalStateException("the books of leases: one vanished; try again")));
    }
    return answers;
  }

  @Override
  public Pulse pulse(String replica) {
    List<Holding> recalled;
    if (elapsed(seenNanos, 2 * believedNanos)) {
      recalled =
          transaction(
              connection -> {
                int known =
                    update(
                        connection,
                        "UPDATE replica SET seen_at = " + NOW + " WHERE id = ? AND instance = ?",
                        replica,
                        instance);
                if (known == 0) {
                  enterAgain(connection, replica);
                }
                readLiving(connection);
                return holdings(connection, replica, true);
              });
      seenNanos = System.nanoTime();
    } else {
      recalled = transaction(connection -> holdings(connection, replica, true));
    }
    tidy();
    return new Pulse(recalled, living.size());
  }

  @Override
  public void leave(String replica) {
    transaction(
        connection ->
            update(
                connection,
                "UPDATE replica SET seen_at = 0 WHERE id = ? AND instance = ?",
                replica,
                instance));
  }

  /** Whoever was written off while nothing was heard of it goes on, unless another has its name. */
  private void enterAgain(Connection connection, String replica) throws SQLException {
    update(connection, NO_LONGER_GONE, replica);
    if (update(connection, ENTER + " ON CONFLICT DO NOTHING", replica, instance) == 0) {
      throw takenOver(replica);
    }
  }

  /** Empty if a book is missing. */
  private Optional<List<LeaseAnswer>> exchange(Connection connection, List<Message> messages)
      throws SQLException {
    Set<Key> keys = new TreeSet<>();
    messages.forEach(message -> keys.add(new Key(message.counter(), message.windowStart())));
    String replica = messages.getFirst().ask().replica();
    Map<Key, Long> recalls = lock(connection, keys, replica);
    if (recalls.size() < keys.size()) {
      return Optional.empty();
    }
    Map<Key, Loaded> books = load(connection, recalls);
    boolean unheard =
        books.values().stream().anyMatch(loaded -> !living.containsAll(loaded.before.keySet()));
    if (elapsed(livingNanos, unheard ? believedNanos / SOONER : believedNanos)) {
      readLiving(connection);
    }
    List<LeaseAnswer> answers = new ArrayList<>(messages.size());
    for (Message message : messages) {
      Loaded loaded =
          Objects.requireNonNull(books.get(new Key(message.counter(), message.windowStart())));
      answers.add(loaded.book.ask(message.ask(), living::contains));
    }
    write(connection, books);
    return Optional.of(answers);
  }

  /** Makes the books that are missing, in one order for everyone. */
  private static boolean open(Connection connection, List<Message> messages) throws SQLException {
    TreeMap<Key, Message> wanted = new TreeMap<>();
    for (Message message : messages) {
      wanted.putIfAbsent(new Key(message.counter(), message.windowStart()), message);
    }
    Set<Key> known = known(connection, wanted.keySet());
    for (Map.Entry<Key, Message> entry : wanted.entrySet()) {
      Key key = entry.getKey();
      if (!known.contains(key)) {
        int made =
            update(
                connection,
                "INSERT INTO limit_book (counter, window_start, window_end, recall)"
                    + " VALUES (?, ?, GREATEST(CAST(? AS BIGINT), "
                    + NOW
                    + " + CAST(? AS BIGINT)), 0) ON CONFLICT DO NOTHING",
                key.counter(),
                key.windowStart(),
                entry.getValue().windowEnd(),
                length(entry.getValue()));
        if (made > 0) {
          update(
              connection,
              "INSERT INTO limit_lease (counter, window_start, replica, held, busy, used, turn,"
                  + " answered, recalled) SELECT counter, window_start, replica, used, used, used,"
                  + " -1, 0, FALSE FROM limit_balance"
                  + " WHERE counter = ? AND window_start = ? AND used > 0",
              key.counter(),
              key.windowStart());
        }
      }
    }
    return true;
  }

  /**
   * How long a book is kept from when it was made, at least: by a clock that is behind that of the
   * database, its window goes on for so long. A first window may have begun ages ago.
   */
  private static long length(Message message) {
    return message.windowEnd() == Long.MAX_VALUE
        ? 0
        : Math.clamp(message.windowEnd() - message.windowStart(), 0, LONGEST_KEPT_MILLIS);
  }

  /** Locks the books, unless another process has taken this replica over. */
  private Map<Key, Long> lock(Connection connection, Collection<Key> keys, String replica)
      throws SQLException {
    Map<Key, Long> recalls = new LinkedHashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT counter, window_start, recall, (SELECT instance FROM replica WHERE id = ?)"
                + " FROM limit_book WHERE "
                + anyOf(keys)
                + " ORDER BY counter, window_start FOR UPDATE")) {
      statement.setString(1, replica);
      setKeys(statement, 2, keys);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String owner = rows.getString(4);
          if (owner != null && !owner.equals(instance)) {
            throw takenOver(replica);
          }
          recalls.put(new Key(rows.getString(1), rows.getLong(2)), rows.getLong(3));
        }
      }
    }
    return recalls;
  }

  private static Set<Key> known(Connection connection, Collection<Key> keys) throws SQLException {
    Set<Key> known = new TreeSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT counter, window_start FROM limit_book WHERE " + anyOf(keys))) {
      setKeys(statement, 1, keys);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          known.add(new Key(rows.getString(1), rows.getLong(2)));
        }
      }
    }
    return known;
  }

  private static Map<Key, Loaded> load(Connection connection, Map<Key, Long> recalls)
      throws SQLException {
    Map<Key, List<LeaseBook.Entry>> entries = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT counter, window_start, replica, held, busy, used, turn, answered"
                + " FROM limit_lease WHERE "
                + anyOf(recalls.keySet()))) {
      setKeys(statement, 1, recalls.keySet());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          entries
              .computeIfAbsent(
                  new Key(rows.getString(1), rows.getLong(2)), key -> new ArrayList<>())
              .add(
                  new LeaseBook.Entry(
                      rows.getString(3),
                      rows.getLong(4),
                      rows.getLong(5),
                      rows.getLong(6),
                      rows.getLong(7),
                      rows.getLong(8)));
        }
      }
    }
    Map<Key, Loaded> books = new LinkedHashMap<>();
    recalls.forEach(
        (key, recall) ->
            books.put(
                key, new Loaded(new LeaseBook(0, recall, entries.getOrDefault(key, List.of())))));
    return books;
  }

  private static void write(Connection connection, Map<Key, Loaded> books) throws SQLException {
    try (PreparedStatement change =
            connection.prepareStatement(
                "UPDATE limit_lease SET held = ?, busy = ?, used = ?, turn = ?, answered = ?,"
                    + " recalled = ? WHERE counter = ? AND window_start = ? AND replica = ?");
        PreparedStatement add =
            connection.prepareStatement(
                "INSERT INTO limit_lease (held, busy, used, turn, answered, recalled, counter,"
                    + " window_start, replica) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        PreparedStatement recall =
            connection.prepareStatement(
                "UPDATE limit_book SET recall = ? WHERE counter = ? AND window_start = ?");
        PreparedStatement call =
            connection.prepareStatement(
                "UPDATE limit_lease SET recalled = TRUE WHERE counter = ? AND window_start = ?"
                    + " AND answered < ? AND held > used")) {
      for (Map.Entry<Key, Loaded> one : books.entrySet()) {
        Key key = one.getKey();
        Loaded loaded = one.getValue();
        for (LeaseBook.Entry entry : loaded.book.entries()) {
          LeaseBook.Entry before = loaded.before.get(entry.replica());
          if (!entry.equals(before)) {
            PreparedStatement write = before == null ? add : change;
            write.setLong(1, entry.held());
            write.setLong(2, entry.busy());
            write.setLong(3, entry.used());
            write.setLong(4, entry.turn());
            write.setLong(5, entry.answered());
            write.setBoolean(
                6, entry.answered() < loaded.book.recall() && entry.held() > entry.used());
            write.setString(7, key.counter());
            write.setLong(8, key.windowStart());
            write.setString(9, entry.replica());
            write.addBatch();
          }
        }
        if (loaded.book.recall() != loaded.recall) {
          recall.setLong(1, loaded.book.recall());
          recall.setString(2, key.counter());
          recall.setLong(3, key.windowStart());
          recall.addBatch();
          call.setString(1, key.counter());
          call.setLong(2, key.windowStart());
          call.setLong(3, loaded.book.recall());
          call.addBatch();
        }
      }
      add.executeBatch();
      change.executeBatch();
      recall.executeBatch();
      call.executeBatch();
    }
  }

  private static List<Holding> holdings(Connection connection, String replica, boolean recalledOnly)
      throws SQLException {
    List<Holding> holdings = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT counter, window_start, held, turn FROM limit_lease WHERE replica = ?"
                + (recalledOnly ? " AND recalled = TRUE" : ""))) {
      select.setString(1, replica);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          holdings.add(
              new Holding(rows.getString(1), rows.getLong(2), rows.getLong(3), rows.getLong(4)));
        }
      }
    }
    return holdings;
  }

  private void readLiving(Connection connection) throws SQLException {
    Set<String> heard = new HashSet<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT id FROM replica WHERE seen_at > " + NOW + " - " + LOST_AFTER_MILLIS);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        heard.add(rows.getString(1));
      }
    }
    living = heard;
    livingNanos = System.nanoTime();
  }

  private static boolean elapsed(long sinceNanos, long nanos) {
    return sinceNanos == 0 || System.nanoTime() - sinceNanos >= nanos;
  }

  /** Books of windows that ended a while ago go; what was used is in the ledger. */
  private void tidy() {
    if (!elapsed(tidiedNanos, TIDY_NANOS)) {
      return;
    }
    tidiedNanos = System.nanoTime();
    transaction(
        connection ->
            update(
                connection,
                "DELETE FROM limit_book WHERE window_end < " + NOW + " - " + KEPT_MILLIS));
  }

  private static IllegalStateException takenOver(String replica) {
    return new IllegalStateException(
        "another process runs as replica "
            + replica
            + "; each needs a name and a data directory of its own");
  }

  private static String anyOf(Collection<Key> keys) {
    return "(counter, window_start) IN ("
        + String.join(", ", Collections.nCopies(places(keys), "(?, ?)"))
        + ")";
  }

  /** Rounded up, so that few different statements have to be prepared. */
  private static int places(Collection<Key> keys) {
    return keys.isEmpty() ? 0 : Integer.highestOneBit(2 * keys.size() - 1);
  }

  private static void setKeys(PreparedStatement statement, int first, Collection<Key> keys)
      throws SQLException {
    int at = first;
    int left = places(keys);
    while (left > 0) {
      for (Iterator<Key> each = keys.iterator(); each.hasNext() && left > 0; left--) {
        Key key = each.next();
        statement.setString(at++, key.counter());
        statement.setLong(at++, key.windowStart());
      }
    }
  }

  private static int update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  private <T> T transaction(Work<T> work) {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      boolean done = false;
      try {
        T result = work.in(connection);
        connection.commit();
        done = true;
        return result;
      } finally {
        if (!done) {
          connection.rollback();
        }
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the books of leases: " + e.getMessage(), e);
    }
  }
}
