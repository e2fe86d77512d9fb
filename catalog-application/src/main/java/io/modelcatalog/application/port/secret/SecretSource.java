package io.modelcatalog.application.port.secret;

import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.secret.SourceKind;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads secrets that others keep. */
public interface SecretSource {

  /** The names of the settings of {@code auth_config} that are secrets themselves. */
  Set<String> secretSettings(SourceKind kind);

  /**
   * Checks what can be checked without a connection: that the kind may be used here, that its
   * settings are whole, that an address may be called.
   *
   * @param place where the secret is
   * @param secrets the names of the secret settings that are given
   */
  Optional<Fault> check(Place place, Set<String> secrets);

  /**
   * Reads a secret. Blocking, for some seconds at most; never called on an event loop.
   *
   * @param place where the secret is
   * @param secrets the secret settings
   */
  Result<Payload, Failure> fetch(Place place, Credentials secrets);

  /**
   * Where a secret is.
   *
   * @param kind what keeps it
   * @param auth how to get at it, less what is secret of that
   * @param path where it is within what keeps it
   */
  record Place(SourceKind kind, Settings auth, String path) {}

  /**
   * A secret as it was read.
   *
   * @param text the whole of it, or its only member where it is one of named members
   * @param members its members by name; empty if it has none
   */
  record Payload(SecretText text, Map<String, SecretText> members) {
    public Payload {
      members = Map.copyOf(members);
    }

    /** The member of a name, or without one the whole. */
    public Optional<SecretText> value(Optional<String> key) {
      return key.isEmpty() ? Optional.of(text) : Optional.ofNullable(members.get(key.get()));
    }
  }

  /**
   * Why a secret could not be read.
   *
   * @param reason in words that can follow "because it"; never with a secret in it
   */
  record Failure(String reason) {}

  /**
   * What is wrong with how a secret is to be read.
   *
   * @param field by its wire name, such as {@code auth_config.vault_addr}
   * @param rule what it must be; never holds a secret
   */
  record Fault(String field, String rule) {}
}
