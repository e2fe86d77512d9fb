package io.modelcatalog.application.port.persistence;

class InMemoryUnitOfWorkTest implements UnitOfWorkContract {
  private final InMemoryStores stores = new InMemoryStores();

  @Override
  public Stores stores() {
    return stores;
  }
}
