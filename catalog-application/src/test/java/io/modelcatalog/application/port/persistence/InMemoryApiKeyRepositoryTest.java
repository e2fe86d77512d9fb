package io.modelcatalog.application.port.persistence;

class InMemoryApiKeyRepositoryTest implements ApiKeyRepositoryContract {
  private final InMemoryStores stores = new InMemoryStores();

  @Override
  public Stores stores() {
    return stores;
  }
}
