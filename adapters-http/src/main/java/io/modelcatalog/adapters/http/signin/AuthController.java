package io.modelcatalog.adapters.http.signin;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.admin.Listed;
import io.modelcatalog.adapters.http.admin.Nothing;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.CsrfToken;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.adapters.http.security.Open;
import io.modelcatalog.adapters.http.security.SessionCookie;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.signin.ChangePassword;
import io.modelcatalog.application.signin.EndSession;
import io.modelcatalog.application.signin.KnownSession;
import io.modelcatalog.application.signin.ListSessions;
import io.modelcatalog.application.signin.SignIn;
import io.modelcatalog.application.signin.SignedIn;
import io.modelcatalog.domain.person.Session;
import java.util.List;
import java.util.Optional;

/** Signing in and out over HTTP, and one's own sessions and password. */
@Controller("/v1/auth")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AuthController {
  private static final int LONGEST_PASSWORD = 1024;

  private final SignIn signIn;
  private final EndSession end;
  private final ListSessions list;
  private final ChangePassword changePassword;
  private final Entrance entrance;

  AuthController(
      SignIn signIn,
      EndSession end,
      ListSessions list,
      ChangePassword changePassword,
      Entrance entrance) {
    this.signIn = signIn;
    this.end = end;
    this.list = list;
    this.changePassword = changePassword;
    this.entrance = entrance;
  }

  /** Signs somebody in by password. */
  @Open
  @Post("/sign-in")
  HttpResponse<SessionJson> signIn(HttpRequest<?> request, @Body byte[] body) {
    Fields fields = Fields.read(body);
    String email = fields.requiredLine("email", 254);
    String password = fields.line("password", LONGEST_PASSWORD).orElse("");
    Optional<String> organization =
        fields.line("organisation_id", 64).filter(text -> !text.isBlank());
    if (fields.sound() && password.isEmpty()) {
      fields.reject("password", "required");
    }
    fields.verify();
    SignedIn in =
        Entrance.unless(
            signIn.handle(
                new SignIn.Command(email, password, organization, Entrance.client(request))));
    return entrance.opened(request, in, who -> who);
  }

  /** Ends the session that asks. */
  @Needs({})
  @Post("/sign-out")
  HttpResponse<Nothing> signOut(KnownSession session, HttpRequest<?> request) {
    Refusal.unless(end.handle(session, new EndSession.Command(session.session().id().toString())));
    return entrance.left(request, Nothing.HERE);
  }

  /** Shows who one is. */
  @Needs({})
  @Get("/session")
  SessionJson session(KnownSession session, HttpRequest<?> request) {
    return SessionJson.of(session, CsrfToken.of(SessionCookie.of(request).orElseThrow()));
  }

  /** Changes one's own password. */
  @Needs({})
  @Put("/password")
  Nothing password(KnownSession session, @Body byte[] body) {
    Fields fields = Fields.read(body);
    String current = fields.line("current_password", LONGEST_PASSWORD).orElse("");
    String next = fields.line("new_password", LONGEST_PASSWORD).orElse("");
    fields.verify();
    Entrance.unless(changePassword.handle(session, new ChangePassword.Command(current, next)));
    return Nothing.HERE;
  }

  /** Lists one's own sessions. */
  @Needs({})
  @Get("/sessions")
  Listed<SessionJson.Listing> sessions(KnownSession session) {
    List<Session> found = list.handle(session);
    return Listed.of(
        new Page<>(found, found.size()), each -> SessionJson.Listing.of(each, session.session()));
  }

  /** Ends one of one's own sessions. */
  @Needs({})
  @Delete("/sessions/{id}")
  Nothing end(KnownSession session, @PathVariable String id) {
    Refusal.unless(end.handle(session, new EndSession.Command(id)));
    return Nothing.HERE;
  }
}
