package io.modelcatalog.adapters.http.problem;

import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.web.router.exceptions.UnsatisfiedRouteException;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Gives refusals and crashes of the framework the same body as ours. The framework's own words are
 * not used: they repeat what was sent.
 */
@Singleton
final class ProblemResponses implements ErrorResponseProcessor<Object> {

  @Override
  @SuppressWarnings("unchecked")
  public MutableHttpResponse<Object> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    if (context.getRequest().getMethod() == HttpMethod.HEAD) {
      return (MutableHttpResponse<Object>) response;
    }
    return response
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .body(problem(response.status(), context).at(context.getRequest().getPath()));
  }

  private static Problem problem(HttpStatus status, ErrorContext context) {
    return switch (status) {
      case BAD_REQUEST -> badRequest(context);
      case NOT_FOUND -> Problem.of(status, "there is no such path").notARoute();
      case METHOD_NOT_ALLOWED -> Problem.of(status, "this path does not take this method");
      case NOT_ACCEPTABLE -> Problem.of(status, "the answer is application/json only");
      case UNSUPPORTED_MEDIA_TYPE -> Problem.of(status, "Content-Type: expected application/json");
      case REQUEST_ENTITY_TOO_LARGE ->
          Problem.of(status, "the request body is larger than this server takes");
      default ->
          status.getCode() < 500
              ? Problem.of(status, status.getReason())
              : Problem.of(status, "something went wrong inside; the log has it by the trace id");
    };
  }

  private static Problem badRequest(ErrorContext context) {
    return context
        .getRootCause()
        .map(
            cause ->
                switch (cause) {
                  case ConversionErrorException conversion ->
                      parameter(
                          conversion.getArgument().getName(),
                          "expected "
                              + conversion
                                  .getArgument()
                                  .getType()
                                  .getSimpleName()
                                  .toLowerCase(java.util.Locale.ROOT));
                  case UnsatisfiedRouteException missing ->
                      parameter(missing.getArgument().getName(), "required");
                  default -> null;
                })
        .orElseGet(() -> Problem.of(HttpStatus.BAD_REQUEST, "the request is not well-formed"));
  }

  private static Problem parameter(String name, String rule) {
    return Problem.of(
        HttpStatus.BAD_REQUEST,
        name + ": " + rule,
        List.of(new Problem.FieldError("/" + name, rule)));
  }
}
