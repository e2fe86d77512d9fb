package io.modelcatalog.adapters.persistence;

import io.modelcatalog.application.port.persistence.OrganizationRepositoryContract;
import io.modelcatalog.application.port.persistence.Stores;

class H2OrganizationRepositoryTest implements OrganizationRepositoryContract {
  @Override
  public Stores stores() {
    return TestDatabase.h2();
  }
}
