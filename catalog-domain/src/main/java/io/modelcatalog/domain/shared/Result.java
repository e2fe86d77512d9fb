package io.modelcatalog.domain.shared;

import java.util.function.Function;

/**
 * What a rule or a use case answers: a value, or an expected refusal. Exceptions are left for bugs
 * and broken dependencies.
 *
 * @param <T> the value
 * @param <E> the refusal
 */
public sealed interface Result<T, E> {

  /** Success. */
  record Ok<T, E>(T value) implements Result<T, E> {}

  /** Refusal. */
  record Err<T, E>(E error) implements Result<T, E> {}

  static <T, E> Result<T, E> ok(T value) {
    return new Ok<>(value);
  }

  static <T, E> Result<T, E> err(E error) {
    return new Err<>(error);
  }

  /** The same refusal, or the value changed by the function. */
  default <U> Result<U, E> map(Function<? super T, ? extends U> change) {
    return switch (this) {
      case Ok<T, E>(T value) -> ok(change.apply(value));
      case Err<T, E>(E error) -> err(error);
    };
  }

  /** The same refusal, or what the next step answers. */
  default <U> Result<U, E> then(Function<? super T, Result<U, E>> next) {
    return switch (this) {
      case Ok<T, E>(T value) -> next.apply(value);
      case Err<T, E>(E error) -> err(error);
    };
  }

  /** The same value, or the refusal told in another layer's words. */
  default <F> Result<T, F> mapError(Function<? super E, ? extends F> change) {
    return switch (this) {
      case Ok<T, E>(T value) -> ok(value);
      case Err<T, E>(E error) -> err(change.apply(error));
    };
  }
}
