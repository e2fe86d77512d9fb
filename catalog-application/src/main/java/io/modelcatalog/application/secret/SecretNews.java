package io.modelcatalog.application.secret;

import io.modelcatalog.domain.secret.SecretReference;

/** Is told how reading secrets from outside goes; each change once. */
public interface SecretNews {
  /** For whoever does not want to know. */
  SecretNews NONE = (reference, reason, last) -> {};

  /**
   * A secret could not be read, having been readable until now.
   *
   * @param reference which
   * @param reason why, without a secret in it
   * @param kept whether calls go on with the value that was read last
   */
  void failed(SecretReference reference, String reason, boolean kept);

  /** A secret can be read again. */
  default void readAgain(SecretReference reference) {}
}
