package io.modelcatalog.adapters.persistence.secret;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

@MappedEntity("credential")
record CredentialRow(
    @Id UUID id,
    int version,
    UUID organizationId,
    UUID integrationId,
    byte[] ciphertext,
    long createdAt) {
  @Override
  public String toString() {
    return "CredentialRow(" + id + ", " + version + ")";
  }
}
