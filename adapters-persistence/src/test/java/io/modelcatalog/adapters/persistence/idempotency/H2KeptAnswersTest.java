package io.modelcatalog.adapters.persistence.idempotency;

import io.modelcatalog.adapters.persistence.TestDatabase;

class H2KeptAnswersTest implements JdbcKeptAnswersContract {
  @Override
  public TestDatabase database() {
    return TestDatabase.h2();
  }
}
