package io.modelcatalog.adapters.persistence.secret;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;

@MappedEntity("vault_root")
record VaultRootRow(@Id int id, byte[] wrapped, long createdAt) {
  @Override
  public String toString() {
    return "VaultRootRow";
  }
}
