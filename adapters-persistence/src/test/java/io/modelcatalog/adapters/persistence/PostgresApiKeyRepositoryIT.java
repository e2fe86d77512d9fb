package io.modelcatalog.adapters.persistence;

import io.modelcatalog.application.port.persistence.ApiKeyRepositoryContract;
import io.modelcatalog.application.port.persistence.Stores;

class PostgresApiKeyRepositoryIT implements ApiKeyRepositoryContract {
  @Override
  public Stores stores() {
    return TestDatabase.postgres();
  }
}
