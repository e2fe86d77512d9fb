package io.modelcatalog.adapters.http.signin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.modelcatalog.adapters.http.admin.Times;
import io.modelcatalog.application.signin.KnownSession;
import io.modelcatalog.domain.person.Session;
import io.modelcatalog.domain.person.User;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who one is.
 *
 * @param csrfToken what each change must repeat as {@code x-csrf-token}
 * @param role what one is in the organization
 * @param permissions what one may do in the organization and all its workspaces
 * @param memberships where one works
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record SessionJson(
    String object,
    String id,
    String createdAt,
    String expiresAt,
    String csrfToken,
    Person user,
    Organisation organisation,
    String role,
    List<String> permissions,
    List<Place> memberships) {

  /** Somebody. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Person(String id, String email, String firstName, String lastName) {}

  /** The tenant. */
  @Serdeable
  record Organisation(String id, String name) {}

  /**
   * Where one works.
   *
   * @param permissions what one may do there by that role
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Place(
      String workspaceId,
      String workspaceSlug,
      String workspaceName,
      String role,
      List<String> permissions) {}

  /**
   * One of one's sessions.
   *
   * @param current whether it is the one that asks
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Listing(
      String object,
      String id,
      String createdAt,
      String lastSeenAt,
      String expiresAt,
      String clientIp,
      String client,
      boolean current) {

    static Listing of(Session session, Session asking) {
      return new Listing(
          "session",
          session.id().toString(),
          Times.text(session.createdAt()),
          Times.text(session.lastSeenAt()),
          Times.text(session.endsAt()),
          session.clientIp(),
          session.client(),
          session.id().equals(asking.id()));
    }
  }

  static SessionJson of(KnownSession known, String csrfToken) {
    User user = known.user();
    return new SessionJson(
        "session",
        known.session().id().toString(),
        Times.text(known.session().createdAt()),
        Times.text(known.session().endsAt()),
        csrfToken,
        new Person(user.id().toString(), user.email().value(), user.firstName(), user.lastName()),
        new Organisation(known.organization().id().toString(), known.organization().name()),
        user.role().wireName(),
        sorted(known.actor().permissionsIn(Optional.empty())),
        known.memberships().stream()
            .map(
                place ->
                    new Place(
                        place.workspace().id().toString(),
                        place.workspace().slug().value(),
                        place.workspace().name(),
                        place.role().wireName(),
                        sorted(place.permissions())))
            .toList());
  }

  private static List<String> sorted(Set<String> permissions) {
    return permissions.stream().sorted().toList();
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "SessionJson(" + id + ")";
  }
}
