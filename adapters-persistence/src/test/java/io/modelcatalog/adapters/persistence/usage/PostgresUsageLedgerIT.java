package io.modelcatalog.adapters.persistence.usage;

import io.modelcatalog.adapters.persistence.TestDatabase;

class PostgresUsageLedgerIT implements JdbcUsageLedgerContract {
  @Override
  public TestDatabase database() {
    return TestDatabase.postgres();
  }
}
