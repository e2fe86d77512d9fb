package io.modelcatalog.domain.shared;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Free-form, secret-free settings with the names clients use on the wire, kept as they were given
 * so that they read back the same. Values are {@link String}, {@link Boolean}, {@link Long}, {@link
 * Double}, lists and maps of those; nothing else can be put in.
 *
 * @param values by name, in the order given
 */
public record Settings(SequencedMap<String, Object> values) {
  /** No settings. */
  public static final Settings NONE = new Settings(new LinkedHashMap<>());

  public Settings {
    values = copyMap(values);
  }

  /** Settings from any map of allowed values. */
  public static Settings of(Map<String, ?> values) {
    return new Settings(new LinkedHashMap<>(values));
  }

  /** A text setting that is present and not blank. */
  public Optional<String> text(String name) {
    return values.get(name) instanceof String text && !text.isBlank()
        ? Optional.of(text)
        : Optional.empty();
  }

  /** A setting that is an object, empty when absent. */
  @SuppressWarnings("unchecked")
  public Settings object(String name) {
    return values.get(name) instanceof Map<?, ?> map
        ? Settings.of((Map<String, ?>) map)
        : Settings.NONE;
  }

  /** A setting that is a list of objects, empty when absent. */
  @SuppressWarnings("unchecked")
  public List<Settings> objects(String name) {
    if (!(values.get(name) instanceof List<?> list)) {
      return List.of();
    }
    return list.stream()
        .filter(Map.class::isInstance)
        .map(item -> Settings.of((Map<String, ?>) item))
        .toList();
  }

  /** These settings, with each of the other's put in their place. */
  public Settings with(Settings changes) {
    LinkedHashMap<String, Object> merged = new LinkedHashMap<>(values);
    merged.putAll(changes.values);
    return new Settings(merged);
  }

  /** These settings less the named one. */
  public Settings without(String name) {
    LinkedHashMap<String, Object> rest = new LinkedHashMap<>(values);
    rest.remove(name);
    return new Settings(rest);
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  private static SequencedMap<String, Object> copyMap(Map<?, ?> source) {
    LinkedHashMap<String, Object> copy = new LinkedHashMap<>();
    source.forEach(
        (name, value) -> {
          if (value != null) {
            copy.put(String.valueOf(name), copyValue(String.valueOf(name), value));
          }
        });
    return java.util.Collections.unmodifiableSequencedMap(copy);
  }

  private static Object copyValue(String name, Object value) {
    return switch (value) {
      case String text -> text;
      case Boolean flag -> flag;
      case Integer number -> (long) number;
      case Long number -> number;
      case Number number -> number.doubleValue();
      case Map<?, ?> map -> copyMap(map);
      case List<?> list ->
          list.stream().filter(java.util.Objects::nonNull).map(v -> copyValue(name, v)).toList();
      default ->
          throw new IllegalArgumentException(
              name + ": " + value.getClass().getSimpleName() + " is not a JSON value");
    };
  }
}
