package io.modelcatalog.domain.integration;

import java.util.UUID;

/** Identity of an integration. */
public record IntegrationId(UUID value) {
  /** From its text form. */
  public static IntegrationId of(String text) {
    return new IntegrationId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
