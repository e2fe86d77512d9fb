package io.modelcatalog.adapters.persistence.lease;

import io.modelcatalog.domain.limit.LimitKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The replicas that a database knows, and what they hold of limits. */
public final class Replicas {
  private static final long LOST_AFTER_MILLIS = 5_000;
  private static final String NOW = "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)";

  /** What is to become of what a lost replica held and had not used when it was last heard of. */
  public enum Unused {
    /** It counts as spent, for it may have been. */
    SPENT,
    /** Others may have it. If the replica did use it, the limit is exceeded by that. */
    FREE
  }

  /**
   * A replica.
   *
   * @param id its name
   * @param silentMillis how long nothing was heard of it; empty if it left in order
   * @param unused what it holds and is not known to have used, by unit: {@code cost} in
   *     nano-dollars, {@code tokens}, {@code requests}
   */
  public record Replica(String id, OptionalLong silentMillis, Map<String, Long> unused) {

    /** Whether it is alive. */
    public boolean lives() {
      return silentMillis.isPresent() && silentMillis.getAsLong() < LOST_AFTER_MILLIS;
    }
  }

  private Replicas() {}

  /** All of them, by name. */
  public static List<Replica> all(Connection connection) throws SQLException {
    Map<String, Map<String, Long>> unused = new TreeMap<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT replica, counter, held - used FROM limit_lease WHERE held > used");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        String unit =
            LimitKey.parse(rows.getString(2))
                .map(key -> key.what().substring(0, key.what().indexOf('/')))
                .orElse("other");
        unused
            .computeIfAbsent(rows.getString(1), id -> new TreeMap<>())
            .merge(unit, rows.getLong(3), Long::sum);
      }
    }
    Map<String, OptionalLong> silent = new TreeMap<>();
    unused.keySet().forEach(id -> silent.put(id, OptionalLong.empty()));
    try (PreparedStatement select =
            connection.prepareStatement("SELECT id, seen_at, " + NOW + " - seen_at FROM replica");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        silent.put(
            rows.getString(1),
            rows.getLong(2) == 0
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, rows.getLong(3))));
      }
    }
    List<Replica> replicas = new ArrayList<>();
    silent.forEach(
        (id, millis) -> replicas.add(new Replica(id, millis, unused.getOrDefault(id, Map.of()))));
    return replicas;
  }

  /**
   * Writes a lost replica off. Should it come back all the same, it states what it really used.
   *
   * @return how many limits it held something of that was not used
   * @throws IllegalStateException if there is no such replica, or it lives
   */
  public static int forget(Connection connection, String id, Unused unused) throws SQLException {
    Replica replica =
        all(connection).stream()
            .filter(known -> known.id().equals(id))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("there is no replica \"" + id + "\""));
    if (replica.lives()) {
      throw new IllegalStateException("replica \"" + id + "\" lives: stop it first");
    }
    connection.setAutoCommit(false);
    try (PreparedStatement update = connection.prepareStatement(writeOff(unused));
        PreparedStatement delete = connection.prepareStatement("DELETE FROM replica WHERE id = ?");
        PreparedStatement note =
            connection.prepareStatement(
                "INSERT INTO replica_gone (id, since) VALUES (?, "
                    + NOW
                    + ") ON CONFLICT DO NOTHING")) {
      update.setString(1, id);
      delete.setString(1, id);
      note.setString(1, id);
      int written = update.executeUpdate();
      delete.executeUpdate();
      note.executeUpdate();
      connection.commit();
      return written;
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  /** What the ledger has booked for it meanwhile is used, whatever it said last. */
  private static String writeOff(Unused unused) {
    String used =
        "GREATEST(used, COALESCE((SELECT b.used FROM limit_balance b WHERE b.counter ="
            + " limit_lease.counter AND b.replica = limit_lease.replica AND b.window_start ="
            + " limit_lease.window_start), 0))";
    String value = unused == Unused.SPENT ? "GREATEST(held, " + used + ")" : used;
    return "UPDATE limit_lease SET held = "
        + value
        + ", busy = "
        + value
        + ", used = "
        + value
        + ", recalled = FALSE WHERE replica = ? AND held > used";
  }
}
