package io.modelcatalog.adapters.http.problem;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Answers with the problem that a {@link Refusal} carries. */
@Singleton
final class RefusalHandler implements ExceptionHandler<Refusal, HttpResponse<Problem>> {

  @Override
  public HttpResponse<Problem> handle(HttpRequest request, Refusal refusal) {
    Problem problem = refusal.problem();
    MutableHttpResponse<Problem> response =
        HttpResponse.<Problem>status(HttpStatus.valueOf(problem.status()))
            .contentType(MediaType.APPLICATION_JSON_TYPE)
            .body(problem.at(request.getPath()));
    // Rounded up: who comes back as told is not too early.
    refusal
        .retryAfter()
        .ifPresent(
            wait -> response.header(HttpHeaders.RETRY_AFTER, String.valueOf(wait.toSeconds() + 1)));
    return response;
  }
}
