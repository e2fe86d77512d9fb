package io.modelcatalog.adapters.persistence;

import io.modelcatalog.application.port.persistence.Stores;
import io.modelcatalog.application.port.persistence.UnitOfWorkContract;

class H2UnitOfWorkTest implements UnitOfWorkContract {
  @Override
  public Stores stores() {
    return TestDatabase.h2();
  }
}
