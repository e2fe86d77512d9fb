package io.modelcatalog.adapters.http.security;

import io.micronaut.context.BeanProvider;
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
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.web.router.RouteAttributes;
import io.modelcatalog.adapters.http.problem.Problem;
import io.modelcatalog.adapters.http.problem.ProblemMapper;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.access.Authenticate;
import io.modelcatalog.application.signin.KnowSession;
import io.modelcatalog.application.signin.KnownSession;
import io.modelcatalog.application.signin.NarrowKey;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.shared.Result;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets only known keys and people who have signed in through to {@code /v1}, and notes who they
 * are. Keys are known from memory, so they are while the database is away; sessions are looked up,
 * which is why this runs off the event loop. A pre-flight {@code OPTIONS} carries neither and needs
 * none.
 *
 * <p>A key goes before a session. Changes by session must repeat what only its own pages know, and
 * must not come from another site.
 */
@Order(0)
@ServerFilter("/v1/**")
final class CallerFilter {
  static final String ACTOR = "io.modelcatalog.actor";
  static final String SESSION = "io.modelcatalog.session";

  private static final Logger LOG = LoggerFactory.getLogger(CallerFilter.class);

  private final Authenticate authenticate;
  private final BeanProvider<KnowSession> sessions;
  private final BeanProvider<NarrowKey> narrow;
  private final BeanProvider<PublicAddress> address;

  CallerFilter(
      Authenticate authenticate,
      BeanProvider<KnowSession> sessions,
      BeanProvider<NarrowKey> narrow,
      BeanProvider<PublicAddress> address) {
    this.authenticate = authenticate;
    this.sessions = sessions;
    this.narrow = narrow;
    this.address = address;
  }

  /** Refuses, or lets the request go on by answering nothing. */
  @RequestFilter
  @ExecuteOn(TaskExecutors.BLOCKING)
  @Nullable HttpResponse<?> filter(HttpRequest<?> request) {
    AnnotationMetadata route =
        RouteAttributes.getRouteMatch(request)
            .map(AnnotationMetadataProvider::getAnnotationMetadata)
            .orElse(AnnotationMetadata.EMPTY_METADATA);
    if (request.getMethod() == HttpMethod.OPTIONS) {
      return null;
    }
    if (route.hasAnnotation(Open.class)) {
      return changes(request) && isForeign(request) ? foreign(request) : null;
    }
    Optional<String> presented = PresentedKey.of(request.getHeaders());
    if (presented.isPresent()) {
      return byKey(request, route, presented.get());
    }
    Optional<String> session = SessionCookie.of(request);
    return session.isPresent()
        ? bySession(request, route, session.get())
        : refused(request, "no API key: send one as x-portkey-api-key or as Authorization: Bearer");
  }

  private @Nullable HttpResponse<?> bySession(
      HttpRequest<?> request, AnnotationMetadata route, String token) {
    Optional<KnownSession> known =
        sessions.isPresent() ? sessions.get().handle(token) : Optional.empty();
    if (known.isEmpty()) {
      return refused(request, "the session has ended: sign in again");
    }
    if (changes(request)) {
      if (isForeign(request)) {
        return foreign(request);
      }
      if (!CsrfToken.matches(request.getHeaders().get(CsrfToken.HEADER), token)) {
        return forbidden(
            request,
            Problem.of(
                HttpStatus.FORBIDDEN,
                CsrfToken.HEADER + ": expected the csrf_token of this session"));
      }
    }
    request.setAttribute(SESSION, known.get());
    return entered(request, route, known.get().actor());
  }

  private @Nullable HttpResponse<?> entered(
      HttpRequest<?> request, AnnotationMetadata route, Actor actor) {
    request.setAttribute(ACTOR, actor.from(origin(request)));
    return RouteAttributes.getRouteMatch(request).isEmpty() ? null : door(request, route, actor);
  }

  /** Routes that model calls open too ask the key alone: they go on while the database is away. */
  private Actor narrowed(AnnotationMetadata route, Actor actor) {
    boolean ofCalls =
        Arrays.asList(route.stringValues(Needs.class)).contains(Scope.COMPLETIONS_WRITE);
    return actor.person().isEmpty() || ofCalls || !narrow.isPresent()
        ? actor
        : narrow.get().handle(actor);
  }

  private static boolean changes(HttpRequest<?> request) {
    return request.getMethod() != HttpMethod.GET && request.getMethod() != HttpMethod.HEAD;
  }

  /** Whether a browser says that another site's page makes the request. */
  private boolean isForeign(HttpRequest<?> request) {
    String site = request.getHeaders().get("sec-fetch-site");
    String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
    return (site != null && !site.equals("same-origin") && !site.equals("none"))
        || (origin != null && !isOwn(request, origin));
  }

  private boolean isOwn(HttpRequest<?> request, String origin) {
    PublicAddress own = address.isPresent() ? address.get() : new PublicAddress(Optional.empty());
    return own.isOwn(request, origin);
  }

  private static HttpResponse<?> foreign(HttpRequest<?> request) {
    return forbidden(
        request, Problem.of(HttpStatus.FORBIDDEN, "the request comes from a page of another site"));
  }

  private @Nullable HttpResponse<?> byKey(
      HttpRequest<?> request, AnnotationMetadata route, String key) {
    return switch (authenticate.authenticate(key)) {
      case Result.Ok<Actor, Authenticate.Refusal>(Actor actor) ->
          entered(request, route, narrowed(route, actor));
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
