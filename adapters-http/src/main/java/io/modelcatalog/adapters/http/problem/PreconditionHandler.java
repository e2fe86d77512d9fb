package io.modelcatalog.adapters.http.problem;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.modelcatalog.application.access.Precondition;
import jakarta.inject.Singleton;

/** Says that an object is not the one, or not in the state, that {@code If-Match} names. */
@Singleton
final class PreconditionHandler
    implements ExceptionHandler<Precondition.Failed, HttpResponse<Problem>> {

  @Override
  public HttpResponse<Problem> handle(HttpRequest request, Precondition.Failed failed) {
    return HttpResponse.<Problem>status(HttpStatus.PRECONDITION_FAILED)
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .body(
            Problem.of(
                    HttpStatus.PRECONDITION_FAILED,
                    "If-Match: this is not, or no longer, the object in the state named; nothing"
                        + " was done; read it again")
                .at(request.getPath()));
  }
}
