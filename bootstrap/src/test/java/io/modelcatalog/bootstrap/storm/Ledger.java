package io.modelcatalog.bootstrap.storm;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** What the database holds after a storm. */
final class Ledger {

  /**
   * One usage record.
   *
   * @param key the API key's id
   * @param workspace the workspace's slug
   * @param provider the provider's slug, after its workspace's and a slash
   * @param admittedMillis when it was admitted
   * @param cost nano-dollars
   * @param estimated whether that is an estimate
   * @param outcome how it ended
   * @param charged whether it counts under any limit
   */
  record Booked(
      String key,
      String workspace,
      String provider,
      long admittedMillis,
      long cost,
      boolean estimated,
      String outcome,
      boolean charged) {}

  private final Map<UUID, Booked> records = new HashMap<>();
  private final Map<String, Long> heldByBooks = new HashMap<>();
  private final Map<String, Long> usedByBalances = new HashMap<>();

  private Ledger() {}

  static Ledger read(String url, String user, boolean leases) throws SQLException {
    Ledger ledger = new Ledger();
    try (Connection connection = DriverManager.getConnection(url, user, "");
        Statement statement = connection.createStatement()) {
      Map<UUID, String> workspaces = new HashMap<>();
      try (ResultSet rows = statement.executeQuery("SELECT id, slug FROM workspace")) {
        while (rows.next()) {
          workspaces.put(rows.getObject(1, UUID.class), rows.getString(2));
        }
      }
      Map<UUID, String> providers = new HashMap<>();
      try (ResultSet rows = statement.executeQuery("SELECT id, workspace_id, slug FROM provider")) {
        while (rows.next()) {
          providers.put(
              rows.getObject(1, UUID.class),
              workspaces.get(rows.getObject(2, UUID.class)) + "/" + rows.getString(3));
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT request_id, api_key_id, workspace_id, provider_id, admitted_at, cost_nanos,"
                  + " estimated, outcome, charges FROM usage_record")) {
        while (rows.next()) {
          ledger.records.put(
              rows.getObject(1, UUID.class),
              new Booked(
                  rows.getObject(2, UUID.class).toString(),
                  String.valueOf(workspaces.get(rows.getObject(3, UUID.class))),
                  String.valueOf(providers.get(rows.getObject(4, UUID.class))),
                  rows.getLong(5) / 1_000,
                  rows.getLong(6),
                  rows.getBoolean(7),
                  rows.getString(8),
                  rows.getString(9).length() > 2));
        }
      }
      if (leases) {
        sums(
            statement,
            "SELECT counter, SUM(held) FROM limit_lease WHERE counter LIKE '%cost/total'"
                + " GROUP BY counter",
            ledger.heldByBooks);
        sums(
            statement,
            "SELECT counter, SUM(used) FROM limit_balance WHERE counter LIKE '%cost/total'"
                + " GROUP BY counter",
            ledger.usedByBalances);
      }
    }
    return ledger;
  }

  private static void sums(Statement statement, String sql, Map<String, Long> into)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        into.put(rows.getString(1), rows.getLong(2));
      }
    }
  }

  /** All records by their request. */
  Map<UUID, Booked> records() {
    return records;
  }

  /** What the books of leases say is held of each budget. */
  Map<String, Long> held() {
    return heldByBooks;
  }

  /** What the balances say is used of each budget. */
  Map<String, Long> used() {
    return usedByBalances;
  }
}
