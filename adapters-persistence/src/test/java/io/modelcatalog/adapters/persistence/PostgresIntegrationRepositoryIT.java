package io.modelcatalog.adapters.persistence;

import io.modelcatalog.application.port.persistence.IntegrationRepositoryContract;
import io.modelcatalog.application.port.persistence.Stores;

class PostgresIntegrationRepositoryIT implements IntegrationRepositoryContract {
  @Override
  public Stores stores() {
    return TestDatabase.postgres();
  }
}
