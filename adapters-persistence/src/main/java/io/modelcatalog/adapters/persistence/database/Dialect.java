package io.modelcatalog.adapters.persistence.database;

import java.sql.Connection;
import java.sql.SQLException;

/** Which of the two databases it is, for the few things that they do in different ways. */
public enum Dialect {
  H2,
  POSTGRES;

  /**
   * The database behind a connection.
   *
   * @throws SQLException if it cannot be asked
   */
  public static Dialect of(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseProductName().equals("H2") ? H2 : POSTGRES;
  }
}
