package io.modelcatalog.adapters.http.problem;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.domain.shared.Result;

/**
 * Carries a {@link Problem} out of a controller. Refusals are expected, so it has no stack trace.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public Refusal(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
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
