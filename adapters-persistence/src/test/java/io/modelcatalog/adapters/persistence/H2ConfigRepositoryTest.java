package io.modelcatalog.adapters.persistence;

import io.modelcatalog.application.port.persistence.ConfigRepositoryContract;
import io.modelcatalog.application.port.persistence.Stores;

class H2ConfigRepositoryTest implements ConfigRepositoryContract {
  @Override
  public Stores stores() {
    return TestDatabase.h2();
  }
}
