package io.modelcatalog.application.port.secret;

import io.modelcatalog.domain.credential.SecretText;

/**
 * Hashes passwords, at a cost on purpose. Blocking and slow; only so many at a time, and whoever
 * would wait too long is sent away.
 */
public interface Passwords {

  /**
   * A hash that carries how it was made.
   *
   * @throws Busy if too many others are being hashed
   */
  String hash(SecretText password);

  /**
   * Whether a password is the one that was hashed.
   *
   * @throws Busy if too many others are being hashed
   */
  boolean matches(SecretText password, String hash);

  /** Whether a hash was made otherwise than hashes are made now. */
  boolean isOutdated(String hash);

  /** The hash of a password that nobody has, which costs as much to compare with as any. */
  String ofNobody();

  /** Too many passwords are being hashed. */
  final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Busy() {
      super("too many passwords are being hashed", null, false, false);
    }
  }
}
