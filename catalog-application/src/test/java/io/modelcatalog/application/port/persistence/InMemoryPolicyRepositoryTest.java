package io.modelcatalog.application.port.persistence;

class InMemoryPolicyRepositoryTest implements PolicyRepositoryContract {
  private final InMemoryStores stores = new InMemoryStores();

  @Override
  public Stores stores() {
    return stores;
  }
}
