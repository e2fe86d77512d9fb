package io.modelcatalog.application.signin;

import io.modelcatalog.application.port.persistence.SessionStore;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.person.Session;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

final class ListSessionsHandler implements ListSessions {
  private final SessionStore sessions;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;
  private final SessionRules rules;

  ListSessionsHandler(
      SessionStore sessions, UnitOfWork unitOfWork, InstantSource clock, SessionRules rules) {
    this.sessions = sessions;
    this.unitOfWork = unitOfWork;
    this.clock = clock;
    this.rules = rules;
  }

  @Override
  public List<Session> handle(KnownSession by) {
    Instant now = clock.instant();
    return unitOfWork.read(
        () ->
            sessions.of(by.user().id()).stream()
                .filter(session -> session.holdsAt(now, rules.idle()))
                .toList());
  }
}
