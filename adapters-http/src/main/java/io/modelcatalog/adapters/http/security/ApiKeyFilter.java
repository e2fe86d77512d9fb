package io.modelcatalog.adapters.http.security;

import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.annotation.AnnotationMetadataProvider;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import io.modelcatalog.adapters.http.problem.Problem;
import io.modelcatalog.adapters.http.problem.ProblemMapper;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.access.Authenticate;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.shared.Result;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets only known keys through to {@code /v1}, and notes whose they are. A pre-flight {@code
 * OPTIONS} carries no key and needs none.
 */
@Order(0)
@ServerFilter("/v1/**")
final class ApiKeyFilter {
  static final String ACTOR = "io.modelcatalog.actor";

  private static final Logger LOG = LoggerFactory.getLogger(ApiKeyFilter.class);

  private final Authenticate authenticate;

  ApiKeyFilter(Authenticate authenticate) {
    this.authenticate = authenticate;
  }

  /** Refuses, or lets the request go on by answering nothing. */
  @RequestFilter
  @Nullable HttpResponse<?> filter(HttpRequest<?> request) {
    AnnotationMetadata route =
        RouteAttributes.getRouteMatch(request)
            .map(AnnotationMetadataProvider::getAnnotationMetadata)
            .orElse(AnnotationMetadata.EMPTY_METADATA);
    if (request.getMethod() == HttpMethod.OPTIONS || route.hasAnnotation(Open.class)) {
      return null;
    }
    Optional<String> presented = PresentedKey.of(request.getHeaders());
    if (presented.isEmpty()) {
      return refused(
          request, "no API key: send one as x-portkey-api-key or as Authorization: Bearer");
    }
    return switch (authenticate.authenticate(presented.get())) {
      case Result.Ok<Actor, Authenticate.Refusal>(Actor actor) -> {
        request.setAttribute(ACTOR, actor.from(origin(request)));
        yield RouteAttributes.getRouteMatch(request).isEmpty() ? null : door(request, route, actor);
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

  private static @Nullable HttpResponse<?> door(
      HttpRequest<?> request, AnnotationMetadata route, Actor actor) {
    String[] needed = route.stringValues(Needs.class);
    if (!route.hasAnnotation(Needs.class)) {
      LOG.error(
          "{} {} says of nobody that they may use it", request.getMethod(), request.getPath());
      return forbidden(request, Problem.of(HttpStatus.FORBIDDEN, "nobody may use this path"));
    }
    if (needed.length == 0 || Arrays.stream(needed).anyMatch(each -> opens(actor, each))) {
      return null;
    }
    return forbidden(
        request,
        ProblemMapper.toProblem(
            Arrays.stream(needed).anyMatch(actor::may)
                ? new CatalogError.NotPermitted(
                    "not permitted: this takes a key or a role of the organisation")
                : new CatalogError.Forbidden(named(actor, needed))));
  }

  private static boolean opens(Actor actor, String permission) {
    return actor.may(permission)
        && (actor.isOrganizationWide() || !Scope.isOfOrganization(permission));
  }

  /** The permissions to ask for: those that this actor could be given. */
  private static String named(Actor actor, String[] needed) {
    List<String> possible =
        Arrays.stream(needed)
            .filter(each -> actor.isOrganizationWide() || !each.startsWith("organisation_"))
            .toList();
    return String.join(" or ", possible.isEmpty() ? List.of(needed) : possible);
  }

  private static HttpResponse<?> forbidden(HttpRequest<?> request, Problem problem) {
    return HttpResponse.<Problem>status(HttpStatus.FORBIDDEN)
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .body(problem.at(request.getPath()));
  }

  private static Actor.Origin origin(HttpRequest<?> request) {
    return new Actor.Origin(
        request.getMethodName(),
        request.getPath(),
        TraceId.of(request),
        request.getRemoteAddress().getAddress().getHostAddress());
  }

  private static HttpResponse<?> refused(HttpRequest<?> request, String detail) {
    return HttpResponse.<Problem>status(HttpStatus.UNAUTHORIZED)
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        .body(Problem.of(HttpStatus.UNAUTHORIZED, detail).at(request.getPath()));
  }
}
