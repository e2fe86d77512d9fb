package io.modelcatalog.adapters.persistence.usage;

import io.modelcatalog.adapters.persistence.TestDatabase;

class H2UsageVerificationTest extends UsageVerificationContract {
  @Override
  TestDatabase newDatabase() {
    return TestDatabase.newH2();
  }
}
