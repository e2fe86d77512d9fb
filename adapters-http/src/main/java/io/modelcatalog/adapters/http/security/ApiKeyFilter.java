package io.modelcatalog.adapters.http.security;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.modelcatalog.adapters.http.problem.Problem;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.access.Authenticate;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets only known keys through to {@code /v1}, and notes whose they are. A pre-flight {@code
 * OPTIONS} carries no key and needs none.
 */
@ServerFilter("/v1/**")
final class ApiKeyFilter {
  static final String ACTOR = "io.modelcatalog.actor";

  private final Authenticate authenticate;

  ApiKeyFilter(Authenticate authenticate) {
    this.authenticate = authenticate;
  }

  /** Refuses, or lets the request go on by answering nothing. */
  @RequestFilter
  @Nullable HttpResponse<?> filter(HttpRequest<?> request) {
    if (request.getMethod() == HttpMethod.OPTIONS) {
      return null;
    }
    Optional<String> presented = PresentedKey.of(request.getHeaders());
    if (presented.isEmpty()) {
      return refused(
          request, "no API key: send one as x-portkey-api-key or as Authorization: Bearer");
    }
    return switch (authenticate.authenticate(presented.get())) {
      case Result.Ok<Actor, Authenticate.Refusal>(Actor actor) -> {
        request.setAttribute(ACTOR, actor);
        yield null;
      }
      case Result.Err<Actor, Authenticate.Refusal>(Authenticate.Refusal why) ->
          refused(
              request,
              switch (why) {
                case UNKNOWN -> "invalid API key";
                case EXPIRED -> "the API key has expired";
              });
    };
  }

  private static HttpResponse<?> refused(HttpRequest<?> request, String detail) {
    return HttpResponse.<Problem>status(HttpStatus.UNAUTHORIZED)
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        .body(Problem.of(HttpStatus.UNAUTHORIZED, detail).at(request.getPath()));
  }
}
