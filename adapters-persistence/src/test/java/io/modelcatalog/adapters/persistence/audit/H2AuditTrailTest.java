package io.modelcatalog.adapters.persistence.audit;

import io.modelcatalog.adapters.persistence.TestDatabase;

class H2AuditTrailTest implements JdbcAuditTrailContract {
  @Override
  public TestDatabase database() {
    return TestDatabase.h2();
  }
}
