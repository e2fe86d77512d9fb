package io.modelcatalog.adapters.persistence.secret;

import io.modelcatalog.adapters.persistence.TestDatabase;

class PostgresEncryptedVaultIT implements EncryptedVaultContract {
  @Override
  public TestDatabase database() {
    return TestDatabase.postgres();
  }

  @Override
  public TestDatabase newDatabase() {
    return TestDatabase.newPostgres();
  }
}
