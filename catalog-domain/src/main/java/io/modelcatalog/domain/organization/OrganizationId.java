package io.modelcatalog.domain.organization;

import java.util.UUID;

/** Identity of an organization. */
public record OrganizationId(UUID value) {
  /** From its text form. */
  public static OrganizationId of(String text) {
    return new OrganizationId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
