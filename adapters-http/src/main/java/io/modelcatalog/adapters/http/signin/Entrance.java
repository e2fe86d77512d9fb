package io.modelcatalog.adapters.http.signin;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.modelcatalog.adapters.http.problem.Problem;
import io.modelcatalog.adapters.http.problem.ProblemMapper;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.CsrfToken;
import io.modelcatalog.adapters.http.security.PublicAddress;
import io.modelcatalog.adapters.http.security.SessionCookie;
import io.modelcatalog.application.signin.Client;
import io.modelcatalog.application.signin.KnowSession;
import io.modelcatalog.application.signin.SignInRefusal;
import io.modelcatalog.application.signin.SignedIn;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.shared.Result;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Answers whoever has just come in, or has not. */
@Singleton
final class Entrance {
  private static final SecretAccess TO_HAND_OUT =
      new SecretAccess("handed out once to who has signed in");

  private final KnowSession sessions;
  private final PublicAddress address;

  Entrance(KnowSession sessions, PublicAddress address) {
    this.sessions = sessions;
    this.address = address;
  }

  /** From where a request comes. */
  static Client client(HttpRequest<?> request) {
    String name = request.getHeaders().get(HttpHeaders.USER_AGENT);
    return new Client(
        request.getRemoteAddress().getAddress().getHostAddress(), name == null ? "" : name);
  }

  /** Hands out the cookie, and shows who they are. */
  <T> HttpResponse<T> opened(HttpRequest<?> request, SignedIn in, Function<SessionJson, T> body) {
    String token = in.token().reveal(TO_HAND_OUT);
    SessionJson who =
        sessions
            .handle(token)
            .map(known -> SessionJson.of(known, CsrfToken.of(token)))
            .orElseThrow(() -> new IllegalStateException("a session ended as it began"));
    return HttpResponse.ok(body.apply(who))
        .cookie(SessionCookie.with(token, address.isSecure(request)));
  }

  /** Takes the cookie back. */
  <T> HttpResponse<T> left(HttpRequest<?> request, T body) {
    return HttpResponse.ok(body).cookie(SessionCookie.gone(address.isSecure(request)));
  }

  /**
   * The value a use case answered with.
   *
   * @throws Refusal if it refused
   */
  static <T> T unless(Result<T, SignInRefusal> result) {
    return switch (result) {
      case Result.Ok<T, SignInRefusal>(T value) -> value;
      case Result.Err<T, SignInRefusal>(SignInRefusal why) -> throw refused(why);
    };
  }

  private static Refusal refused(SignInRefusal why) {
    return switch (why) {
      case SignInRefusal.Wrong() ->
          new Refusal(
              Problem.of(
                  HttpStatus.UNAUTHORIZED,
                  "the address or the password is wrong; people of several organisations name"
                      + " theirs as organisation_id"));
      case SignInRefusal.TooMany(Duration wait) ->
          new Refusal(
              Problem.of(HttpStatus.TOO_MANY_REQUESTS, "too many attempts: try again later"),
              Optional.of(wait));
      case SignInRefusal.Refused(var error) -> new Refusal(ProblemMapper.toProblem(error));
    };
  }
}
