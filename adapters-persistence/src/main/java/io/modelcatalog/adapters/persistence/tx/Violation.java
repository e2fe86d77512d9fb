package io.modelcatalog.adapters.persistence.tx;

import io.micronaut.data.exceptions.DataAccessException;
import java.sql.SQLException;
import java.util.Locale;

/**
 * What a refused statement says. On PostgreSQL it has also spoilt the running transaction, so what
 * is made of it must be an {@code Err} that rolls back; a plain look beforehand answers the
 * ordinary case, and this one the race.
 */
public final class Violation {
  private static final String UNIQUE = "23505";
  private static final String FOREIGN_KEY = "23503";

  private static final String GIVEN_UP = "40";

  /** What H2 says of two that wait for each other, when the longer of them has waited enough. */
  private static final String WAITED_TOO_LONG = "HYT00";

  private Violation() {}

  /** Whether the statement broke the named unique constraint. */
  public static boolean ofUnique(DataAccessException refused, String constraint) {
    return has(refused, UNIQUE)
        && String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT).contains(constraint);
  }

  /** Whether the statement broke any unique constraint. */
  public static boolean ofUnique(DataAccessException refused) {
    return has(refused, UNIQUE);
  }

  /** Whether something else still points to the row. */
  public static boolean ofForeignKey(DataAccessException refused) {
    return has(refused, FOREIGN_KEY);
  }

  /**
   * Whether the transaction was given up for the sake of another that ran at the same time, as one
   * of two that wait for each other is (SQLSTATE class 40, of H2 also a lock not got in time).
   * Nothing is wrong with it.
   */
  static boolean ofTurn(Throwable refused) {
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && (sql.getSQLState().startsWith(GIVEN_UP)
              || sql.getSQLState().equals(WAITED_TOO_LONG))) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(Throwable refused, String state) {
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && state.equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }
}
