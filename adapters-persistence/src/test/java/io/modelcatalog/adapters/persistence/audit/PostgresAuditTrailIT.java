package io.modelcatalog.adapters.persistence.audit;

import io.modelcatalog.adapters.persistence.TestDatabase;

class PostgresAuditTrailIT implements JdbcAuditTrailContract {
  @Override
  public TestDatabase database() {
    return TestDatabase.postgres();
  }
}
