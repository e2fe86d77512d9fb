package io.modelcatalog.application.port.secret;

import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.credential.SecretText;

/**
 * Makes tokens that stand in for a person: of links and of sessions. They are 256 random bits, so a
 * plain hash is all that need be kept of one. Never blocks; safe from any thread.
 */
public interface Tokens {

  /** A new token, fit to stand in a URL or a cookie as it is. */
  SecretText generate();

  /** The hash under which a token is stored. */
  KeyDigest digest(String token);
}
