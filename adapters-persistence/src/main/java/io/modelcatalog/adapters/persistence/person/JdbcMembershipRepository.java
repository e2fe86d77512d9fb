package io.modelcatalog.adapters.persistence.person;

import io.micronaut.data.exceptions.DataAccessException;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.adapters.persistence.tx.Statements;
import io.modelcatalog.adapters.persistence.tx.Violation;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Member;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Singleton
final class JdbcMembershipRepository implements MembershipRepository {
  private static final String MEMBERSHIP =
      """
      m.workspace_id AS m_workspace, m.person_id AS m_person, m.organization_id AS m_organization,
      m.role AS m_role, m.created_by AS m_created_by, m.created_at AS m_created_at,
      m.updated_at AS m_updated_at, m.version AS m_version""";

  private final Statements statements;

  JdbcMembershipRepository(Statements statements) {
    this.statements = statements;
  }

  @Override
  public Optional<Membership> find(WorkspaceId workspace, UserId user) {
    return statements.first(
        "SELECT " + MEMBERSHIP + " FROM membership m WHERE m.workspace_id = ? AND m.person_id = ?",
        JdbcMembershipRepository::membership,
        workspace.value(),
        user.value());
  }

  @Override
  public List<Membership> of(Collection<UserId> users) {
    if (users.isEmpty()) {
      return List.of();
    }
    return statements.query(
        "SELECT "
            + MEMBERSHIP
            + " FROM membership m WHERE m.person_id IN ("
            + String.join(", ", Collections.nCopies(users.size(), "?"))
            + ") ORDER BY m.created_at, m.workspace_id, m.person_id",
        JdbcMembershipRepository::membership,
        users.stream().map(UserId::value).toArray());
  }

  @Override
  public Page<Member> list(
      WorkspaceId workspace,
      Optional<WorkspaceRole> role,
      Optional<EmailAddress> email,
      Page.Request page) {
    StringBuilder from =
        new StringBuilder(
            " FROM membership m JOIN person p ON p.id = m.person_id WHERE m.workspace_id = ?");
    List<Object> values = new ArrayList<>(List.of(workspace.value()));
    if (role.isPresent()) {
      from.append(" AND m.role = ?");
      values.add(role.get().name());
    }
    if (email.isPresent()) {
      from.append(" AND p.email = ?");
      values.add(email.get().value());
    }
    long total = statements.count("SELECT COUNT(*)" + from, values.toArray());
    values.add(page.size());
    values.add(page.offset());
    return new Page<>(
        statements.query(
            "SELECT p.*, "
                + MEMBERSHIP
                + from
                + " ORDER BY m.created_at, m.person_id LIMIT ? OFFSET ?",
            row -> new Member(JdbcUserRepository.user(row), membership(row)),
            values.toArray()),
        total);
  }

  @Override
  public Result<Membership, StoreConflict> save(Membership membership) {
    try {
      int rows = membership.version() == 0 ? insert(membership) : update(membership);
      return rows == 1
          ? Result.ok(membership.versioned(membership.version() + 1))
          : Result.err(new StoreConflict.Stale());
    } catch (DataAccessException e) {
      if (Violation.ofUnique(e)) {
        return Result.err(new StoreConflict.Stale());
      }
      throw e;
    }
  }

  @Override
  public boolean delete(WorkspaceId workspace, UserId user) {
    return statements.update(
            "DELETE FROM membership WHERE workspace_id = ? AND person_id = ?",
            workspace.value(),
            user.value())
        > 0;
  }

  private int insert(Membership membership) {
    return statements.update(
        """
        INSERT INTO membership (organization_id, workspace_id, person_id, role, created_by,
          created_at, updated_at, version)
        VALUES (?, ?, ?, ?, ?, ?, ?, 1)""",
        membership.organization().value(),
        membership.workspace().value(),
        membership.user().value(),
        membership.role().name(),
        membership.audit().createdBy().value(),
        Columns.micros(membership.audit().createdAt()),
        Columns.micros(membership.audit().updatedAt()));
  }

  private int update(Membership membership) {
    return statements.update(
        """
        UPDATE membership SET role = ?, updated_at = ?, version = version + 1
        WHERE workspace_id = ? AND person_id = ? AND version = ?""",
        membership.role().name(),
        Columns.micros(membership.audit().updatedAt()),
        membership.workspace().value(),
        membership.user().value(),
        membership.version());
  }

  private static Membership membership(ResultSet row) throws SQLException {
    return new Membership(
        new OrganizationId(row.getObject("m_organization", UUID.class)),
        new WorkspaceId(row.getObject("m_workspace", UUID.class)),
        new UserId(row.getObject("m_person", UUID.class)),
        WorkspaceRole.valueOf(row.getString("m_role")),
        new Audit(
            new ActorId(row.getString("m_created_by")),
            Columns.instant(row.getLong("m_created_at")),
            Columns.instant(row.getLong("m_updated_at"))),
        row.getLong("m_version"));
  }
}
