package io.modelcatalog.adapters.persistence.person;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.adapters.persistence.tx.Statements;
import io.modelcatalog.application.port.persistence.SessionStore;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.Session;
import io.modelcatalog.domain.person.SessionId;
import io.modelcatalog.domain.person.UserId;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Singleton
final class JdbcSessionStore implements SessionStore {
  private final Statements statements;

  JdbcSessionStore(Statements statements) {
    this.statements = statements;
  }

  @Override
  public Optional<Session> findByToken(KeyDigest token) {
    return statements.first(
        "SELECT * FROM person_session WHERE digest = ?", JdbcSessionStore::session, token.hex());
  }

  @Override
  public List<Session> of(UserId user) {
    return statements.query(
        "SELECT * FROM person_session WHERE person_id = ? ORDER BY created_at DESC, id",
        JdbcSessionStore::session,
        user.value());
  }

  @Override
  public void save(Session session) {
    statements.update(
        """
        INSERT INTO person_session (id, organization_id, person_id, digest, created_at, seen_at,
          ends_at, client_ip, client)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        session.id().value(),
        session.organization().value(),
        session.user().value(),
        session.token().hex(),
        Columns.micros(session.createdAt()),
        Columns.micros(session.lastSeenAt()),
        Columns.micros(session.endsAt()),
        session.clientIp(),
        session.client());
  }

  @Override
  public void seen(SessionId id, Instant at) {
    statements.update(
        "UPDATE person_session SET seen_at = ? WHERE id = ? AND seen_at < ?",
        Columns.micros(at),
        id.value(),
        Columns.micros(at));
  }

  @Override
  public boolean end(UserId user, SessionId id) {
    return statements.update(
            "DELETE FROM person_session WHERE id = ? AND person_id = ?", id.value(), user.value())
        > 0;
  }

  @Override
  public void endAll(UserId user, Optional<SessionId> but) {
    if (but.isPresent()) {
      statements.update(
          "DELETE FROM person_session WHERE person_id = ? AND id <> ?",
          user.value(),
          but.get().value());
    } else {
      statements.update("DELETE FROM person_session WHERE person_id = ?", user.value());
    }
  }

  @Override
  public void forget(Instant endedBefore) {
    statements.update("DELETE FROM person_session WHERE ends_at < ?", Columns.micros(endedBefore));
  }

  private static Session session(ResultSet row) throws SQLException {
    return new Session(
        new SessionId(row.getObject("id", UUID.class)),
        new OrganizationId(row.getObject("organization_id", UUID.class)),
        new UserId(row.getObject("person_id", UUID.class)),
        KeyDigest.ofHex(row.getString("digest")),
        Columns.instant(row.getLong("created_at")),
        Columns.instant(row.getLong("seen_at")),
        Columns.instant(row.getLong("ends_at")),
        row.getString("client_ip"),
        row.getString("client"));
  }
}
