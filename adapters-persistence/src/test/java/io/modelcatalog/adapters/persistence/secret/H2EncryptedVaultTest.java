package io.modelcatalog.adapters.persistence.secret;

import io.modelcatalog.adapters.persistence.TestDatabase;

class H2EncryptedVaultTest implements EncryptedVaultContract {
  @Override
  public TestDatabase database() {
    return TestDatabase.h2();
  }

  @Override
  public TestDatabase newDatabase() {
    return TestDatabase.newH2();
  }
}
