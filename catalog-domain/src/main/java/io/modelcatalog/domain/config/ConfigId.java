package io.modelcatalog.domain.config;

import java.util.Optional;
import java.util.UUID;

/**
 * Identity of a config.
 *
 * @param value unique among all organizations
 */
public record ConfigId(UUID value) {
  /** The id a text stands for, in its full form of 36 characters; empty for any other text. */
  public static Optional<ConfigId> parse(String text) {
    if (text.length() != 36) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ConfigId(UUID.fromString(text)));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
