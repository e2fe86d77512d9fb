package io.modelcatalog.application.port.persistence;

class InMemorySecretReferenceRepositoryTest implements SecretReferenceRepositoryContract {
  private final InMemoryStores stores = new InMemoryStores();

  @Override
  public Stores stores() {
    return stores;
  }
}
