package io.modelcatalog.application.port.secret;

import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.secret.SourceKind;
import io.modelcatalog.domain.shared.Result;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Secrets in memory, by path. Vaults have a {@code vault_token} that is secret and need a {@code
 * vault_addr}; files are switched off.
 */
public final class FixedSecrets implements SecretSource {
  private final Map<String, Payload> payloads = new HashMap<>();

  /** The credentials that secrets were last asked for with. */
  public Credentials presented = Credentials.NONE;

  /** How often a secret was asked for. */
  public int fetched;

  /** Puts a secret at a path; empty text takes it away. */
  public void put(String path, String text, Map<String, String> members) {
    if (text.isEmpty()) {
      payloads.remove(path);
      return;
    }
    Map<String, SecretText> secrets = new HashMap<>();
    members.forEach((name, value) -> secrets.put(name, SecretText.of(value)));
    payloads.put(path, new Payload(SecretText.of(text), secrets));
  }

  @Override
  public Set<String> secretSettings(SourceKind kind) {
    return kind == SourceKind.HASHICORP_VAULT ? Set.of("vault_token") : Set.of();
  }

  @Override
  public Optional<Fault> check(Place place, Set<String> secrets) {
    if (place.kind() == SourceKind.FILE) {
      return Optional.of(new Fault("manager_type", "file is switched off"));
    }
    return place.kind() == SourceKind.HASHICORP_VAULT && place.auth().text("vault_addr").isEmpty()
        ? Optional.of(new Fault("auth_config.vault_addr", "required"))
        : Optional.empty();
  }

  @Override
  public synchronized Result<Payload, Failure> fetch(Place place, Credentials secrets) {
    fetched++;
    presented = secrets;
    Payload payload = payloads.get(place.path());
    return payload == null ? Result.err(new Failure("leads to nothing")) : Result.ok(payload);
  }
}
