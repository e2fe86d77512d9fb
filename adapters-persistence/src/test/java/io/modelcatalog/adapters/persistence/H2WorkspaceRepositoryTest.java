package io.modelcatalog.adapters.persistence;

import io.modelcatalog.application.port.persistence.Stores;
import io.modelcatalog.application.port.persistence.WorkspaceRepositoryContract;

class H2WorkspaceRepositoryTest implements WorkspaceRepositoryContract {
  @Override
  public Stores stores() {
    return TestDatabase.h2();
  }
}
