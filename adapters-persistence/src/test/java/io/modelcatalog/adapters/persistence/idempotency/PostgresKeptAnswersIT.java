package io.modelcatalog.adapters.persistence.idempotency;

import io.modelcatalog.adapters.persistence.TestDatabase;

class PostgresKeptAnswersIT implements JdbcKeptAnswersContract {
  @Override
  public TestDatabase database() {
    return TestDatabase.postgres();
  }
}
