package io.modelcatalog.adapters.persistence.lease;

import io.modelcatalog.adapters.persistence.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class H2LeaseStoreTest extends JdbcLeaseStoreContract {
  private static TestDatabase database;

  @BeforeAll
  static void open() {
    database = TestDatabase.newH2();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Override
  protected TestDatabase database() {
    return database;
  }
}
