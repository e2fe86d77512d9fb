package io.modelcatalog.adapters.http.problem;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Answers with the problem that a {@link Refusal} carries. */
@Singleton
final class RefusalHandler implements ExceptionHandler<Refusal, HttpResponse<Problem>> {

  @Override
  public HttpResponse<Problem> handle(HttpRequest request, Refusal refusal) {
    Problem problem = refusal.problem();
    return HttpResponse.<Problem>status(HttpStatus.valueOf(problem.status()))
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .body(problem.at(request.getPath()));
  }
}
