package io.modelcatalog.domain.access;

import java.util.UUID;

/** Identity of an API key. */
public record ApiKeyId(UUID value) {
  /** From its text form. */
  public static ApiKeyId of(String text) {
    return new ApiKeyId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
