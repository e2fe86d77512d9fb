package io.modelcatalog.domain.secret;

import java.util.Optional;
import java.util.UUID;

/**
 * Identity of a secret reference.
 *
 * @param value unique among all organizations
 */
public record SecretReferenceId(UUID value) {
  /** The id a text stands for, in its full form of 36 characters; empty for any other text. */
  public static Optional<SecretReferenceId> parse(String text) {
    if (text.length() != 36) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SecretReferenceId(UUID.fromString(text)));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
