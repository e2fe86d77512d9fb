package io.modelcatalog.adapters.persistence.log;

import io.modelcatalog.adapters.persistence.TestDatabase;

class H2LogRetentionTest extends LogRetentionContract {
  @Override
  TestDatabase newDatabase() {
    return TestDatabase.newH2();
  }
}
