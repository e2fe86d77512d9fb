package io.modelcatalog.adapters.persistence.usage;

import io.modelcatalog.adapters.persistence.TestDatabase;

class H2BalanceRetentionTest extends BalanceRetentionContract {
  @Override
  TestDatabase newDatabase() {
    return TestDatabase.newH2();
  }
}
