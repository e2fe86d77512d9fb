package io.modelcatalog.adapters.persistence;

import io.modelcatalog.application.port.persistence.PolicyRepositoryContract;
import io.modelcatalog.application.port.persistence.Stores;

class H2PolicyRepositoryTest implements PolicyRepositoryContract {
  @Override
  public Stores stores() {
    return TestDatabase.h2();
  }
}
