package io.modelcatalog.application;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a partial update says of one attribute. Three answers, because an attribute that is not
 * mentioned is kept, while one that is mentioned as null is cleared.
 *
 * @param <T> the attribute's type
 */
public sealed interface Change<T> {

  /** Not mentioned: leave it as it is. */
  record Keep<T>() implements Change<T> {}

  /** Mentioned as nothing. */
  record Clear<T>() implements Change<T> {}

  /** Mentioned with a value. */
  record Set<T>(T value) implements Change<T> {}

  static <T> Change<T> keep() {
    return new Keep<>();
  }

  static <T> Change<T> clear() {
    return new Clear<>();
  }

  static <T> Change<T> set(T value) {
    return new Set<>(value);
  }

  /** The attribute after the change, for one that may be absent. */
  default Optional<T> applyTo(Optional<T> current) {
    return switch (this) {
      case Keep<T>() -> current;
      case Clear<T>() -> Optional.empty();
      case Set<T>(T value) -> Optional.of(value);
    };
  }

  /**
   * The attribute after the change, for one that is always there.
   *
   * @param current as it is
   * @param cleared what it falls back to when it is cleared
   */
  default T applyTo(T current, T cleared) {
    return switch (this) {
      case Keep<T>() -> current;
      case Clear<T>() -> cleared;
      case Set<T>(T value) -> value;
    };
  }

  /** The same kind of change with another value. */
  default <U> Change<U> map(Function<? super T, ? extends U> change) {
    return switch (this) {
      case Keep<T>() -> keep();
      case Clear<T>() -> clear();
      case Set<T>(T value) -> set(change.apply(value));
    };
  }

  /** Whether the attribute is left alone. */
  default boolean isKeep() {
    return this instanceof Keep<T>;
  }
}
