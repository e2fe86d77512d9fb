package io.modelcatalog.application.port.persistence;

class InMemoryProviderRepositoryTest implements ProviderRepositoryContract {
  private final InMemoryStores stores = new InMemoryStores();

  @Override
  public Stores stores() {
    return stores;
  }
}
