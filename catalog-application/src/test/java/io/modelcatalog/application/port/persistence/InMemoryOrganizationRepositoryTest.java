package io.modelcatalog.application.port.persistence;

class InMemoryOrganizationRepositoryTest implements OrganizationRepositoryContract {
  private final InMemoryStores stores = new InMemoryStores();

  @Override
  public Stores stores() {
    return stores;
  }
}
