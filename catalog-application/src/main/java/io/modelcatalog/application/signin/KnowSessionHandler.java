package io.modelcatalog.application.signin;

import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.SessionStore;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.port.secret.Tokens;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.person.Session;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.shared.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

final class KnowSessionHandler implements KnowSession {
  /** How exactly it is noted when something was last done: to note all would write all the time. */
  private static final Duration NOTED = Duration.ofMinutes(1);

  private final SessionStore sessions;
  private final UserRepository users;
  private final OrganizationRepository organizations;
  private final Standing standing;
  private final Tokens tokens;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;
  private final SessionRules rules;

  KnowSessionHandler(
      SessionStore sessions,
      UserRepository users,
      OrganizationRepository organizations,
      Standing standing,
      Tokens tokens,
      UnitOfWork unitOfWork,
      InstantSource clock,
      SessionRules rules) {
    this.sessions = sessions;
    this.users = users;
    this.organizations = organizations;
    this.standing = standing;
    this.tokens = tokens;
    this.unitOfWork = unitOfWork;
    this.clock = clock;
    this.rules = rules;
  }

  @Override
  public Optional<KnownSession> handle(String token) {
    Instant now = clock.instant();
    Optional<KnownSession> known = unitOfWork.read(() -> know(token, now));
    known
        .map(KnownSession::session)
        .filter(session -> !now.isBefore(session.lastSeenAt().plus(NOTED)))
        .ifPresent(session -> note(session, now));
    return known;
  }

  private Optional<KnownSession> know(String token, Instant now) {
    Optional<Session> session =
        sessions
            .findByToken(tokens.digest(token))
            .filter(found -> found.holdsAt(now, rules.idle()));
    Optional<User> user = session.flatMap(found -> users.find(found.user()));
    Optional<Organization> organization =
        user.flatMap(found -> organizations.find(found.organization()));
    return organization.map(found -> known(session.orElseThrow(), user.orElseThrow(), found));
  }

  private KnownSession known(Session session, User user, Organization organization) {
    List<KnownSession.Place> places = standing.places(user, organization);
    return new KnownSession(
        session,
        user,
        organization,
        places,
        Standing.actor(user, Standing.authority(user, organization, places)));
  }

  private void note(Session session, Instant now) {
    unitOfWork.execute(
        () -> {
          sessions.seen(session.id(), now);
          return Result.ok(true);
        });
  }
}
