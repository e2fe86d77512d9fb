package io.modelcatalog.adapters.persistence.usage;

import io.modelcatalog.adapters.persistence.TestDatabase;

class H2UsageLedgerTest implements JdbcUsageLedgerContract {
  @Override
  public TestDatabase database() {
    return TestDatabase.h2();
  }
}
