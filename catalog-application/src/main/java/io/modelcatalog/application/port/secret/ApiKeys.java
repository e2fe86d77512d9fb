package io.modelcatalog.application.port.secret;

import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.credential.SecretText;

/** Makes API keys and knows them again by a keyed hash. Never blocks; safe from any thread. */
public interface ApiKeys {

  /** A new random key. */
  SecretText generate(KeyType type);

  /**
   * Whether a presented text can be a key at all: one with this product's prefix must carry the
   * right checksum. Costs no hash, so that mistyped keys cost next to nothing.
   */
  boolean plausible(String presented);

  /** The keyed hash under which a key is stored. */
  KeyDigest digest(String key);
}
