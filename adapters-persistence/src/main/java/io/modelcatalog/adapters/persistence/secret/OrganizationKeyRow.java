package io.modelcatalog.adapters.persistence.secret;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

@MappedEntity("organization_key")
record OrganizationKeyRow(@Id UUID organizationId, byte[] wrapped, long createdAt, long updatedAt) {
  @Override
  public String toString() {
    return "OrganizationKeyRow(" + organizationId + ")";
  }
}
