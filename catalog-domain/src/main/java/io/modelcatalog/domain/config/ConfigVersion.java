package io.modelcatalog.domain.config;

import io.modelcatalog.domain.shared.ActorId;
import java.time.Instant;
import java.util.UUID;

/**
 * A config's document as it once was; it never changes.
 *
 * @param id identity
 * @param number counts the versions of one config from 1
 * @param document the JSON text, exactly as it was given but for blanks between its tokens
 * @param createdBy who gave it
 * @param createdAt when
 */
public record ConfigVersion(
    UUID id, int number, String document, ActorId createdBy, Instant createdAt) {
  /** The most characters a document may have. */
  public static final int LONGEST = 65_536;

  public ConfigVersion {
    if (number < 1) {
      throw new IllegalArgumentException("number: " + number + " (expected: 1 or more)");
    }
    if (document.length() > LONGEST) {
      throw new IllegalArgumentException("document: expected at most " + LONGEST + " characters");
    }
  }
}
