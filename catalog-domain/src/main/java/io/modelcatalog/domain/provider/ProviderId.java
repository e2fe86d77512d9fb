package io.modelcatalog.domain.provider;

import java.util.UUID;

/** Identity of a provider. */
public record ProviderId(UUID value) {
  /** From its text form. */
  public static ProviderId of(String text) {
    return new ProviderId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
