package io.modelcatalog.adapters.persistence.usage;

import io.modelcatalog.adapters.persistence.TestDatabase;

class PostgresBalanceRetentionIT extends BalanceRetentionContract {
  @Override
  TestDatabase newDatabase() {
    return TestDatabase.newPostgres();
  }
}
