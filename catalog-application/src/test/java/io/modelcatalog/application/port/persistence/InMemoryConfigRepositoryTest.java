package io.modelcatalog.application.port.persistence;

class InMemoryConfigRepositoryTest implements ConfigRepositoryContract {
  private final InMemoryStores stores = new InMemoryStores();

  @Override
  public Stores stores() {
    return stores;
  }
}
