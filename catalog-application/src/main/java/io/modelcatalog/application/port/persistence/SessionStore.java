package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.person.Session;
import io.modelcatalog.domain.person.SessionId;
import io.modelcatalog.domain.person.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Sessions, which end with their person at the latest. */
public interface SessionStore {
  Optional<Session> findByToken(KeyDigest token);

  /** Somebody's sessions, the latest first. */
  List<Session> of(UserId user);

  /** Keeps a new session. */
  void save(Session session);

  /** Notes that something was done in it. */
  void seen(SessionId id, Instant at);

  /** Ends a session of somebody's; false if they have no such session. */
  boolean end(UserId user, SessionId id);

  /** Ends all sessions of somebody's but perhaps one. */
  void endAll(UserId user, Optional<SessionId> but);

  /** Forgets what ended before. */
  void forget(Instant endedBefore);
}
