package io.modelcatalog.adapters.persistence;

import io.modelcatalog.application.port.persistence.SecretReferenceRepositoryContract;
import io.modelcatalog.application.port.persistence.Stores;

class H2SecretReferenceRepositoryTest implements SecretReferenceRepositoryContract {
  @Override
  public Stores stores() {
    return TestDatabase.h2();
  }
}
