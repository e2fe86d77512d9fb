package io.modelcatalog.adapters.http.problem;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.domain.shared.Result;
import java.time.Duration;
import java.util.Optional;

/**
 * Carries a {@link Problem} out of a controller. Refusals are expected, so it has no stack trace.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final transient Optional<Duration> retryAfter;

  public Refusal(Problem problem) {
    this(problem, Optional.empty());
  }

  /**
   * A refusal that may end by itself.
   *
   * @param retryAfter after how long
   */
  public Refusal(Problem problem, Optional<Duration> retryAfter) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  /** After how long it is worth trying again, where that is known. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /** What is answered. */
  public Problem problem() {
    return problem;
  }

  /**
   * The value a use case answered with.
   *
   * @throws Refusal if it refused
   */
  public static <T> T unless(Result<T, CatalogError> result) {
    return switch (result) {
      case Result.Ok<T, CatalogError>(T value) -> value;
      case Result.Err<T, CatalogError>(CatalogError error) ->
          throw new Refusal(ProblemMapper.toProblem(error));
    };
  }
}
