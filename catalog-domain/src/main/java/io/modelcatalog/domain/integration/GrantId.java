package io.modelcatalog.domain.integration;

import java.util.UUID;

/** Identity of a grant. */
public record GrantId(UUID value) {
  /** From its text form. */
  public static GrantId of(String text) {
    return new GrantId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
