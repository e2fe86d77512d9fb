package io.modelcatalog.domain.policy;

import java.util.UUID;

/** Identity of a policy. */
public record PolicyId(UUID value) {
  /** From its text form. */
  public static PolicyId of(String text) {
    return new PolicyId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
