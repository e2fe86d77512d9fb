package io.modelcatalog.domain.credential;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The secret fields of one integration by their wire name: {@code key}, and secret settings such as
 * {@code aws_secret_access_key}.
 */
public record Credentials(SequencedMap<String, SecretText> fields) {
  /** The main secret's name. */
  public static final String KEY = "key";

  /** No secrets: an upstream that asks for none. */
  public static final Credentials NONE = new Credentials(new LinkedHashMap<>());

  public Credentials {
    fields = java.util.Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
  }

  /** Credentials with nothing but the main secret. */
  public static Credentials key(SecretText key) {
    LinkedHashMap<String, SecretText> fields = new LinkedHashMap<>();
    fields.put(KEY, key);
    return new Credentials(fields);
  }

  /** The main secret. */
  public Optional<SecretText> key() {
    return field(KEY);
  }

  /** A secret by its wire name. */
  public Optional<SecretText> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** These credentials, with each of the other's in their place. */
  public Credentials with(Credentials changes) {
    LinkedHashMap<String, SecretText> merged = new LinkedHashMap<>(fields);
    merged.putAll(changes.fields);
    return new Credentials(merged);
  }

  /** What may be shown of each field. */
  public Map<String, String> masks() {
    LinkedHashMap<String, String> masks = new LinkedHashMap<>();
    fields.forEach((name, secret) -> masks.put(name, secret.masked()));
    return masks;
  }

  public boolean isEmpty() {
    return fields.isEmpty();
  }
}
