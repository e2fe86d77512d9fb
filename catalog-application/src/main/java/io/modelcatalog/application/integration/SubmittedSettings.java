package io.modelcatalog.application.integration;

import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.shared.Settings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings as a client sends them, secrets among them. Which are secret depends on the upstream
 * kind, so they are only told apart by the use case; until then nothing here prints.
 */
public final class SubmittedSettings {
  /** None. */
  public static final SubmittedSettings NONE = new SubmittedSettings(new LinkedHashMap<>());

  private final SequencedMap<String, @Nullable Object> values;

  /**
   * Wraps settings.
   *
   * @param values by wire name: what {@link Settings} can hold, or null to remove a secret
   */
  public SubmittedSettings(SequencedMap<String, ? extends @Nullable Object> values) {
    this.values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
  }

  /** Everything, to be checked as a whole before it is told apart. */
  public Settings all() {
    return Settings.of(values);
  }

  /** Those that are no secrets. */
  public Settings less(Set<String> secretNames) {
    LinkedHashMap<String, @Nullable Object> rest = new LinkedHashMap<>(values);
    rest.keySet().removeAll(secretNames);
    return Settings.of(rest);
  }

  /** What is said of each of the named secrets that is mentioned. */
  public Map<String, Said> secrets(Set<String> secretNames) {
    LinkedHashMap<String, Said> said = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (secretNames.contains(name)) {
            said.put(name, Said.of(value));
          }
        });
    return said;
  }

  /** What is said of one secret. */
  public sealed interface Said {
    /** It is this. */
    record Is(SecretText secret) implements Said {}

    /** There is none. */
    record Removed() implements Said {}

    /** Something that is no text. */
    record NotText() implements Said {}

    private static Said of(@Nullable Object value) {
      return switch (value) {
        case null -> new Removed();
        case String text when text.isEmpty() -> new Removed();
        case String text -> new Is(SecretText.of(text));
        default -> new NotText();
      };
    }
  }

  @Override
  public String toString() {
    return "SubmittedSettings(****)";
  }
}
