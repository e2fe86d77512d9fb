package io.modelcatalog.adapters.http.security;

import io.micronaut.context.BeanProvider;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import io.modelcatalog.adapters.http.problem.Problem;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.trial.BeginTrial;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has changes tried where {@code ?dry_run=true} asks for it, and puts what they would do around
 * their answer. Refusals stay as they are. Comes after the caller is known.
 */
@Order(100)
@ServerFilter("/v1/**")
final class DryRunFilter {
  private static final String PARAMETER = "dry_run";
  private static final String TRIAL = "io.modelcatalog.trial";

  private final BeanProvider<BeginTrial> trials;

  DryRunFilter(BeanProvider<BeginTrial> trials) {
    this.trials = trials;
  }

  /** Begins a trial, or refuses what cannot be tried. */
  @RequestFilter
  @Nullable HttpResponse<?> begin(HttpRequest<?> request) {
    String asked = request.getParameters().get(PARAMETER);
    if (asked == null || asked.isEmpty() || request.getMethod() == HttpMethod.GET) {
      return null;
    }
    switch (asked) {
      case "false", "0" -> {
        return null;
      }
      case "true", "1" -> {}
      default -> {
        return refused(request, "expected true or false");
      }
    }
    Optional<Actor> actor = request.getAttribute(CallerFilter.ACTOR, Actor.class);
    boolean can =
        RouteAttributes.getRouteMatch(request)
            .filter(route -> route.getAnnotationMetadata().hasAnnotation(DryRun.class))
            .isPresent();
    if (actor.isEmpty() || !can) {
      return RouteAttributes.getRouteMatch(request).isEmpty()
          ? null
          : refused(request, "this path cannot be tried; nothing was done");
    }
    BeginTrial.Begun trial = trials.get().begin();
    request.setAttribute(TRIAL, trial);
    request.setAttribute(CallerFilter.ACTOR, actor.get().trying(trial));
    return null;
  }

  /** Replaces the body of a good answer. */
  @ResponseFilter
  void answer(HttpRequest<?> request, MutableHttpResponse<?> response) {
    if (response.status() == HttpStatus.OK) {
      request
          .getAttribute(TRIAL, BeginTrial.Begun.class)
          .ifPresent(
              trial -> {
                Object result = response.body();
                response.body(
                    DryRunJson.of(
                        result instanceof HoldsSecret secret ? secret.withoutSecret() : result,
                        trial.impact()));
              });
    }
  }

  private static HttpResponse<?> refused(HttpRequest<?> request, String rule) {
    return HttpResponse.<Problem>status(HttpStatus.BAD_REQUEST)
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .body(
            Problem.of(
                    HttpStatus.BAD_REQUEST,
                    PARAMETER + ": " + rule,
                    List.of(new Problem.FieldError("/" + PARAMETER, rule)))
                .at(request.getPath()));
  }
}
