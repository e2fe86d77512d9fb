package io.modelcatalog.domain.credential;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;

/**
 * Points to stored credentials and says what may be shown of them; holds no secret.
 *
 * @param id where they are stored
 * @param version grows with each rotation, so that a cache never serves an old secret
 * @param masks a display hint for each field, by wire name
 */
public record CredentialRef(UUID id, int version, SequencedMap<String, String> masks) {
  public CredentialRef {
    if (version < 1) {
      throw new IllegalArgumentException("version: " + version + " (expected: 1 or more)");
    }
    masks = java.util.Collections.unmodifiableSequencedMap(new LinkedHashMap<>(masks));
  }

  /** The next version of the same credentials. */
  public CredentialRef rotated(Map<String, String> newMasks) {
    return new CredentialRef(id, version + 1, new LinkedHashMap<>(newMasks));
  }
}
