package io.modelcatalog.application.port.persistence;

class InMemoryWorkspaceRepositoryTest implements WorkspaceRepositoryContract {
  private final InMemoryStores stores = new InMemoryStores();

  @Override
  public Stores stores() {
    return stores;
  }
}
