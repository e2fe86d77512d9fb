package io.modelcatalog.adapters.persistence.log;

import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.database.Dialect;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.application.port.log.RequestLogs;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of calls that the database has, but not yet where they are looked for. In a database
 * inside the process a row with its indexes costs as much as the rest of a call does. So when many
 * calls come at once, their records are stored as they come, hundreds to a row, and get rows of
 * their own a little later: see {@link LogCarrier}.
 */
public final class DeferredLogs {
  /** Fewer go to their place at once: what comes at the buffer's pace is under 1,000 a second. */
  static final int FEW = 100;

  /** H2 holds a megabyte in a value. */
  private static final int LARGEST_BLOCK = 512 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(DeferredLogs.class);
  private static final String INSERT =
      "INSERT INTO request_log_block (records, content) VALUES (?, ?)";
  private static final String OLDEST =
      "SELECT id, records, content FROM request_log_block ORDER BY id LIMIT 1";

  private final TransactionOperations<Connection> transactions;
  private final RequestLogs store;
  private final boolean embedded;
  private final AtomicLong waiting;

  private record Block(long id, int records, byte[] content) {}

  /**
   * On a transaction manager of Micronaut.
   *
   * @param store where records are looked for
   */
  public DeferredLogs(TransactionOperations<Connection> transactions, RequestLogs store) {
    this.transactions = transactions;
    this.store = store;
    this.embedded =
        transactions.executeRead(status -> Dialect.of(status.getConnection())) != Dialect.POSTGRES;
    this.waiting = new AtomicLong(transactions.executeRead(status -> sum(status.getConnection())));
  }

  /**
   * Stores records, in one transaction; at their place if they are few or the database is a server
   * of its own, which does the work elsewhere.
   */
  public void append(List<LogRecord> records) {
    if (!embedded || records.size() < FEW) {
      store.append(records);
      return;
    }
    transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          try (PreparedStatement insert = status.getConnection().prepareStatement(INSERT)) {
            insert(insert, records);
            return records;
          }
        });
    waiting.addAndGet(records.size());
  }

  private static void insert(PreparedStatement insert, List<LogRecord> records)
      throws SQLException {
    byte[] content = RecordBlock.encode(records);
    if (content.length > LARGEST_BLOCK && records.size() > 1) {
      int half = records.size() / 2;
      insert(insert, records.subList(0, half));
      insert(insert, records.subList(half, records.size()));
      return;
    }
    insert.setInt(1, records.size());
    insert.setBytes(2, content);
    insert.executeUpdate();
  }

  /** How many records are not at their place yet. */
  public long waiting() {
    return waiting.get();
  }

  /**
   * Brings the oldest block to its place, in one transaction.
   *
   * @return how many records it had; 0 if none waits
   */
  int carry() {
    Optional<Block> oldest = oldest();
    oldest.ifPresent(
        block ->
            transactions.execute(
                TransactionDefinition.DEFAULT,
                status -> {
                  store.append(RecordBlock.decode(block.content()));
                  return remove(status.getConnection(), block);
                }));
    oldest.ifPresent(block -> waiting.addAndGet(-block.records()));
    return oldest.map(Block::records).orElse(0);
  }

  /**
   * The same for a block that is refused again and again: without those of its records that are
   * refused by themselves. If none is taken, the database is what is wrong, and the block stays.
   *
   * @return how many records it had; 0 if it stays
   */
  int sift() {
    Optional<Block> oldest = oldest();
    if (oldest.isEmpty()) {
      return 0;
    }
    Block block = oldest.get();
    List<LogRecord> records;
    try {
      records = RecordBlock.decode(block.content());
    } catch (RuntimeException damaged) {
      LOG.error(
          "{} calls are missing from the request log, as they cannot be read",
          block.records(),
          damaged);
      records = List.of();
    }
    if (!records.isEmpty() && Sieve.missing(records, store::append) < 0) {
      return 0;
    }
    transactions.execute(
        TransactionDefinition.DEFAULT, status -> remove(status.getConnection(), block));
    waiting.addAndGet(-block.records());
    return block.records();
  }

  private Optional<Block> oldest() {
    return transactions.executeRead(
        status -> {
          try (PreparedStatement select = status.getConnection().prepareStatement(OLDEST);
              ResultSet row = select.executeQuery()) {
            return row.next()
                ? Optional.of(new Block(row.getLong(1), row.getInt(2), row.getBytes(3)))
                : Optional.empty();
          }
        });
  }

  private static int remove(Connection connection, Block block) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM request_log_block WHERE id = ?")) {
      delete.setLong(1, block.id());
      return delete.executeUpdate();
    }
  }

  private static long sum(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT COALESCE(SUM(records), 0) FROM request_log_block");
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
