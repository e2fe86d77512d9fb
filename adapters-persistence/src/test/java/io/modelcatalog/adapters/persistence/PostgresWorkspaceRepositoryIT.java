package io.modelcatalog.adapters.persistence;

import io.modelcatalog.application.port.persistence.Stores;
import io.modelcatalog.application.port.persistence.WorkspaceRepositoryContract;

class PostgresWorkspaceRepositoryIT implements WorkspaceRepositoryContract {
  @Override
  public Stores stores() {
    return TestDatabase.postgres();
  }
}
