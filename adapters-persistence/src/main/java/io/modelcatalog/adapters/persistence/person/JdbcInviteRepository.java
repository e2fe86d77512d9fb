package io.modelcatalog.adapters.persistence.person;

import io.micronaut.data.exceptions.DataAccessException;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.adapters.persistence.tx.Statements;
import io.modelcatalog.adapters.persistence.tx.Violation;
import io.modelcatalog.application.port.persistence.InviteRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.person.InviteId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Singleton
final class JdbcInviteRepository implements InviteRepository {
  private final Statements statements;

  JdbcInviteRepository(Statements statements) {
    this.statements = statements;
  }

  @Override
  public Optional<Invite> find(InviteId id) {
    return statements.first(
        "SELECT * FROM invite WHERE id = ?", JdbcInviteRepository::invite, id.value());
  }

  @Override
  public Optional<Invite> findByDigest(KeyDigest digest) {
    return statements.first(
        "SELECT * FROM invite WHERE digest = ?", JdbcInviteRepository::invite, digest.hex());
  }

  @Override
  public Optional<Invite> findPending(OrganizationId organization, EmailAddress email) {
    return statements.first(
        "SELECT * FROM invite WHERE organization_id = ? AND pending_email = ?",
        JdbcInviteRepository::invite,
        organization.value(),
        email.value());
  }

  @Override
  public Page<Invite> list(Filter filter, Page.Request page) {
    StringBuilder where = new StringBuilder(" FROM invite WHERE organization_id = ?");
    List<Object> values = new ArrayList<>(List.of(filter.organization().value()));
    if (filter.role().isPresent()) {
      where.append(" AND role = ?");
      values.add(filter.role().get().name());
    }
    if (filter.email().isPresent()) {
      where.append(" AND email = ?");
      values.add(filter.email().get().value());
    }
    filter.status().ifPresent(status -> only(where, values, status, filter.now()));
    long total = statements.count("SELECT COUNT(*)" + where, values.toArray());
    values.add(page.size());
    values.add(page.offset());
    return new Page<>(
        statements.query(
            "SELECT *" + where + " ORDER BY created_at, id LIMIT ? OFFSET ?",
            JdbcInviteRepository::invite,
            values.toArray()),
        total);
  }

  private static void only(
      StringBuilder where, List<Object> values, Invite.Status status, Instant now) {
    switch (status) {
      case PENDING -> {
        where.append(" AND status = 'PENDING' AND expires_at > ?");
        values.add(Columns.micros(now));
      }
      case EXPIRED -> {
        where.append(" AND (status = 'EXPIRED' OR (status = 'PENDING' AND expires_at <= ?))");
        values.add(Columns.micros(now));
      }
      case ACCEPTED, CANCELLED -> {
        where.append(" AND status = ?");
        values.add(status.name());
      }
    }
  }

  @Override
  public Result<Invite, StoreConflict> save(Invite invite) {
    boolean pending = invite.status() == Invite.Status.PENDING;
    if (pending
        && findPending(invite.organization(), invite.email())
            .filter(other -> !other.id().equals(invite.id()))
            .isPresent()) {
      return Result.err(new StoreConflict.SlugTaken(invite.email().value()));
    }
    @Nullable String pendingEmail = pending ? invite.email().value() : null;
    try {
      int rows =
          invite.version() == 0 ? insert(invite, pendingEmail) : update(invite, pendingEmail);
      return rows == 1
          ? Result.ok(invite.versioned(invite.version() + 1))
          : Result.err(new StoreConflict.Stale());
    } catch (DataAccessException e) {
      if (Violation.ofUnique(e, "uq_invite_pending")) {
        return Result.err(new StoreConflict.SlugTaken(invite.email().value()));
      }
      if (Violation.ofUnique(e)) {
        return Result.err(new StoreConflict.Stale());
      }
      throw e;
    }
  }

  private int insert(Invite invite, @Nullable String pendingEmail) {
    return statements.update(
        """
        INSERT INTO invite (id, organization_id, email, pending_email, role, workspaces, key_scopes,
          digest, status, expires_at, accepted_at, created_by, created_at, updated_at, version)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)""",
        invite.id().value(),
        invite.organization().value(),
        invite.email().value(),
        pendingEmail,
        invite.role().name(),
        Columns.json(places(invite.workspaces())),
        Columns.json(invite.keyScopes()),
        invite.digest().hex(),
        invite.status().name(),
        Columns.micros(invite.expiresAt()),
        Columns.optionalMicros(invite.acceptedAt()),
        invite.audit().createdBy().value(),
        Columns.micros(invite.audit().createdAt()),
        Columns.micros(invite.audit().updatedAt()));
  }

  /** Whom an invite is for, and to what, never changes. */
  private int update(Invite invite, @Nullable String pendingEmail) {
    return statements.update(
        """
        UPDATE invite SET pending_email = ?, digest = ?, status = ?, expires_at = ?,
          accepted_at = ?, updated_at = ?, version = version + 1
        WHERE id = ? AND version = ?""",
        pendingEmail,
        invite.digest().hex(),
        invite.status().name(),
        Columns.micros(invite.expiresAt()),
        Columns.optionalMicros(invite.acceptedAt()),
        Columns.micros(invite.audit().updatedAt()),
        invite.id().value(),
        invite.version());
  }

  /** The role by the workspace's id, in the order in which they were named. */
  private static Settings places(List<Invite.Place> places) {
    Map<String, Object> roles = new LinkedHashMap<>();
    places.forEach(place -> roles.put(place.workspace().toString(), place.role().name()));
    return Settings.of(roles);
  }

  private static List<Invite.Place> places(Settings roles) {
    return roles.values().entrySet().stream()
        .map(
            each ->
                new Invite.Place(
                    WorkspaceId.of(each.getKey()),
                    WorkspaceRole.valueOf(String.valueOf(each.getValue()))))
        .toList();
  }

  private static Invite invite(ResultSet row) throws SQLException {
    long acceptedAt = row.getLong("accepted_at");
    Optional<Instant> accepted =
        row.wasNull() ? Optional.empty() : Optional.of(Columns.instant(acceptedAt));
    return new Invite(
        new InviteId(row.getObject("id", UUID.class)),
        new OrganizationId(row.getObject("organization_id", UUID.class)),
        new EmailAddress(row.getString("email")),
        OrganizationRole.valueOf(row.getString("role")),
        places(Columns.settings(row.getString("workspaces"))),
        Columns.textSet(row.getString("key_scopes")),
        KeyDigest.ofHex(row.getString("digest")),
        Invite.Status.valueOf(row.getString("status")),
        Columns.instant(row.getLong("expires_at")),
        accepted,
        JdbcUserRepository.audit(row),
        row.getLong("version"));
  }
}
