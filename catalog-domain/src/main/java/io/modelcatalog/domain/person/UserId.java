package io.modelcatalog.domain.person;

import java.util.UUID;

/** Identity of a person in an organization. */
public record UserId(UUID value) {
  /** From its text form. */
  public static UserId of(String text) {
    return new UserId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
