package io.modelcatalog.adapters.http.problem;

import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.web.router.exceptions.UnsatisfiedRouteException;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;

/**
 * Gives refusals and crashes of the framework the same body as ours. The framework's own words are
 * not used: they repeat what was sent.
 */
@Singleton
final class ProblemResponses implements ErrorResponseProcessor<Object> {
  private static final String DATABASE_AWAY =
      "the database cannot be reached, so nothing can be read or changed; calls of known keys go on";

  @Override
  @SuppressWarnings("unchecked")
  public MutableHttpResponse<Object> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    if (context.getRequest().getMethod() == HttpMethod.HEAD) {
      return (MutableHttpResponse<Object>) response;
    }
    if (response.status() == HttpStatus.INTERNAL_SERVER_ERROR
        && context.getRootCause().filter(ProblemResponses::isOfAnAbsentDatabase).isPresent()) {
      return ((MutableHttpResponse<Object>) response)
          .status(HttpStatus.SERVICE_UNAVAILABLE)
          .header(HttpHeaders.RETRY_AFTER, "5")
          .contentType(MediaType.APPLICATION_JSON_TYPE)
          .body(
              Problem.of(HttpStatus.SERVICE_UNAVAILABLE, DATABASE_AWAY)
                  .at(context.getRequest().getPath()));
    }
    return response
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .body(problem(response.status(), context).at(context.getRequest().getPath()));
  }

  /**
   * SQLSTATE classes 08 (connection) and 57P (the server stops or starts); none is what a pool says
   * of a connection that broke under it.
   */
  private static boolean isOfAnAbsentDatabase(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientConnectionException) {
        return true;
      }
      if (cause instanceof SQLException sql) {
        String state = sql.getSQLState();
        if (state == null || state.startsWith("08") || state.startsWith("57P")) {
          return true;
        }
      }
    }
    return false;
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
