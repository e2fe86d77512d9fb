package io.modelcatalog.adapters.persistence.secret;

/** Whether secrets can be read and written. */
public sealed interface VaultState {

  /** The master key is the one this database was set up with. */
  record Open() implements VaultState {}

  /**
   * Nothing can be read or written, and no key can be checked: answer 503 and change nothing.
   *
   * @param reason in words for the operator, without any secret
   */
  record Sealed(String reason) implements VaultState {}
}
