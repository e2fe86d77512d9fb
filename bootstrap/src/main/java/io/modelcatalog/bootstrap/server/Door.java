package io.modelcatalog.bootstrap.server;

import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.modelcatalog.adapters.http.problem.Problem;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands before everything below {@code /v1}: lets nobody in while the server is sealed or stops,
 * and answers {@code /v1/health} to anybody.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
@ServerFilter("/v1/**")
final class Door {
  private static final String HEALTH = "/v1/health";

  private final Lifecycle lifecycle;

  Door(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  /** Answers, or lets the request go on by answering nothing. */
  @RequestFilter
  @Nullable HttpResponse<?> filter(HttpRequest<?> request) {
    Lifecycle.Phase phase = lifecycle.phase();
    if (request.getPath().equals(HEALTH)) {
      return HttpResponse.ok(Map.of("status", phase.name().toLowerCase(Locale.ROOT)))
          .status(phase == Lifecycle.Phase.READY ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
          .contentType(MediaType.APPLICATION_JSON_TYPE);
    }
    return switch (phase) {
      case READY -> null;
      case SEALED ->
          refused(request, "sealed: the service was started without the right master key");
      case STARTING, STOPPING ->
          refused(request, "the service is " + phase.name().toLowerCase(Locale.ROOT));
    };
  }

  private static HttpResponse<?> refused(HttpRequest<?> request, String detail) {
    return HttpResponse.<Problem>status(HttpStatus.SERVICE_UNAVAILABLE)
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .body(Problem.of(HttpStatus.SERVICE_UNAVAILABLE, detail).at(request.getPath()));
  }
}
