package io.modelcatalog.adapters.http.signin;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.security.Open;
import io.modelcatalog.application.signin.AcceptInvite;
import io.modelcatalog.application.signin.NewPerson;
import io.modelcatalog.application.signin.SetUp;
import io.modelcatalog.application.signin.SignedIn;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;

/** People who come by a link: who was invited, and the first owner. */
@Controller("/v1")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ArrivalController {
  private final AcceptInvite accept;
  private final SetUp setUp;
  private final Entrance entrance;

  ArrivalController(AcceptInvite accept, SetUp setUp, Entrance entrance) {
    this.accept = accept;
    this.setUp = setUp;
    this.entrance = entrance;
  }

  /**
   * Who came by an invite.
   *
   * @param session who they are
   * @param apiKeys the keys they got: this is the one answer that shows them
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Came(SessionJson session, List<Key> apiKeys) {
    /** Without the keys. */
    @Override
    public String toString() {
      return "Came(" + session + ")";
    }
  }

  /**
   * A key they got.
   *
   * @param workspaceId where it works
   * @param key the key itself
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Key(String workspaceId, String id, String key) {
    /** Without the key. */
    @Override
    public String toString() {
      return "Key(" + id + ")";
    }
  }

  /** Lets somebody in who was invited. */
  @Open
  @Post("/invites/accept")
  HttpResponse<Came> accept(HttpRequest<?> request, @Body byte[] body) {
    Fields fields = Fields.read(body);
    String token = fields.requiredLine("token", 255);
    NewPerson person = person(fields);
    fields.verify();
    AcceptInvite.Accepted all =
        Entrance.unless(
            accept.handle(new AcceptInvite.Command(token, person, Entrance.client(request))));
    return entrance.opened(request, all.signedIn(), who -> new Came(who, keys(all)));
  }

  /** Lets the first owner in. */
  @Open
  @Post("/setup")
  HttpResponse<SessionJson> setUp(HttpRequest<?> request, @Body byte[] body) {
    Fields fields = Fields.read(body);
    String token = fields.requiredLine("token", 255);
    String organization = fields.line("organisation_name", 255).orElse("");
    String email = fields.requiredLine("email", 254);
    NewPerson person = person(fields);
    fields.verify();
    SignedIn in =
        Entrance.unless(
            setUp.handle(
                new SetUp.Command(token, organization, email, person, Entrance.client(request))));
    return entrance.opened(request, in, who -> who);
  }

  private static NewPerson person(Fields fields) {
    return new NewPerson(
        fields.line("first_name", 255).orElse(""),
        fields.line("last_name", 255).orElse(""),
        fields.line("password", 1024).orElse(""));
  }

  private static List<Key> keys(AcceptInvite.Accepted all) {
    return all.keys().stream()
        .map(
            each ->
                new Key(
                    each.key().workspace().map(WorkspaceId::toString).orElse(""),
                    each.key().id().toString(),
                    each.secret().reveal(new SecretAccess("shown once to whose key it is"))))
        .toList();
  }
}
