package io.modelcatalog.adapters.persistence.log;

import io.modelcatalog.adapters.persistence.TestDatabase;

class PostgresLogRetentionIT extends LogRetentionContract {
  @Override
  TestDatabase newDatabase() {
    return TestDatabase.newPostgres();
  }
}
