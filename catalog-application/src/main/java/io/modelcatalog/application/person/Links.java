package io.modelcatalog.application.person;

import io.modelcatalog.application.port.secret.Tokens;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Makes the links of invites. */
final class Links {
  private static final Duration VALID = Duration.ofDays(7);

  private final Tokens tokens;
  private final InstantSource clock;

  Links(Tokens tokens, InstantSource clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * A link.
   *
   * @param token what it carries
   * @param digest what is kept of it
   * @param expiresAt when it dies
   */
  record Link(SecretText token, KeyDigest digest, Instant expiresAt) {}

  Link next() {
    SecretText token = tokens.generate();
    return new Link(
        token,
        tokens.digest(token.reveal(new SecretAccess("to keep a hash of it"))),
        clock.instant().plus(VALID));
  }
}
