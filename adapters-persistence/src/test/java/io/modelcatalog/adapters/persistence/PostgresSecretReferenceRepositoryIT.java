package io.modelcatalog.adapters.persistence;

import io.modelcatalog.application.port.persistence.SecretReferenceRepositoryContract;
import io.modelcatalog.application.port.persistence.Stores;

class PostgresSecretReferenceRepositoryIT implements SecretReferenceRepositoryContract {
  @Override
  public Stores stores() {
    return TestDatabase.postgres();
  }
}
