package io.modelcatalog.adapters.persistence;

import io.modelcatalog.application.port.persistence.ProviderRepositoryContract;
import io.modelcatalog.application.port.persistence.Stores;

class H2ProviderRepositoryTest implements ProviderRepositoryContract {
  @Override
  public Stores stores() {
    return TestDatabase.h2();
  }
}
