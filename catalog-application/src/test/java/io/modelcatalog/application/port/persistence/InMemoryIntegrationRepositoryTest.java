package io.modelcatalog.application.port.persistence;

class InMemoryIntegrationRepositoryTest implements IntegrationRepositoryContract {
  private final InMemoryStores stores = new InMemoryStores();

  @Override
  public Stores stores() {
    return stores;
  }
}
