package io.modelcatalog.application.port.secret;

import io.modelcatalog.application.port.persistence.CountingIdSource;
import io.modelcatalog.application.port.persistence.InMemoryStores;
import io.modelcatalog.application.port.persistence.Stores;

class InMemoryCredentialVaultTest implements CredentialVaultContract {
  private final InMemoryStores stores = new InMemoryStores();
  private final InMemoryCredentialVault vault =
      new InMemoryCredentialVault(stores.store(), new CountingIdSource());

  @Override
  public Stores stores() {
    return stores;
  }

  @Override
  public CredentialVault vault() {
    return vault;
  }
}
