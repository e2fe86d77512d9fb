package io.modelcatalog.adapters.persistence.usage;

import io.modelcatalog.adapters.persistence.database.Dialect;

/**
 * How a dialect marks changes so that a follower misses none, whichever order they commit in.
 *
 * <p>PostgreSQL: rows carry the number of their transaction. Every transaction below the oldest one
 * still running has ended, so the next look begins at that one. H2 lives in this process, where
 * writers and followers take turns.
 *
 * @param change the mark of the running transaction
 * @param cursor where the look after this one begins; asked before the rows are read
 */
record ChangeMarks(String change, String cursor) {

  static ChangeMarks of(Dialect dialect) {
    return switch (dialect) {
      case POSTGRES ->
          new ChangeMarks(
              "CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)",
              "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)");
      case H2 ->
          new ChangeMarks(
              "nextval('limit_balance_change')",
              "SELECT COALESCE(MAX(changed), 0) + 1 FROM limit_balance");
    };
  }

  /** A statement with the mark in its place. */
  String in(String sql) {
    return sql.replace("{change}", change);
  }
}
