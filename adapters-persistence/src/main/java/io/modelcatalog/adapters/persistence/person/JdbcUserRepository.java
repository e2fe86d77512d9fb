package io.modelcatalog.adapters.persistence.person;

import io.micronaut.data.exceptions.DataAccessException;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.adapters.persistence.tx.Statements;
import io.modelcatalog.adapters.persistence.tx.Violation;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Singleton
final class JdbcUserRepository implements UserRepository {
  private static final String OLDEST_FIRST = " ORDER BY created_at, id";

  private final Statements statements;

  JdbcUserRepository(Statements statements) {
    this.statements = statements;
  }

  @Override
  public Optional<User> find(UserId id) {
    return statements.first(
        "SELECT * FROM person WHERE id = ?", JdbcUserRepository::user, id.value());
  }

  @Override
  public Optional<User> findByEmail(OrganizationId organization, EmailAddress email) {
    return statements.first(
        "SELECT * FROM person WHERE organization_id = ? AND email = ?",
        JdbcUserRepository::user,
        organization.value(),
        email.value());
  }

  @Override
  public List<User> withEmail(EmailAddress email) {
    return statements.query(
        "SELECT * FROM person WHERE email = ?" + OLDEST_FIRST,
        JdbcUserRepository::user,
        email.value());
  }

  @Override
  public Page<User> list(
      OrganizationId organization,
      Optional<OrganizationRole> role,
      Optional<EmailAddress> email,
      Page.Request page) {
    StringBuilder where = new StringBuilder(" FROM person WHERE organization_id = ?");
    List<Object> values = new ArrayList<>(List.of(organization.value()));
    if (role.isPresent()) {
      where.append(" AND role = ?");
      values.add(role.get().name());
    }
    if (email.isPresent()) {
      where.append(" AND email = ?");
      values.add(email.get().value());
    }
    long total = statements.count("SELECT COUNT(*)" + where, values.toArray());
    values.add(page.size());
    values.add(page.offset());
    return new Page<>(
        statements.query(
            "SELECT *" + where + OLDEST_FIRST + " LIMIT ? OFFSET ?",
            JdbcUserRepository::user,
            values.toArray()),
        total);
  }

  /** The organization's row is what they wait for: owners come and go. */
  @Override
  public List<User> lockedOwners(OrganizationId organization) {
    statements.query(
        "SELECT id FROM organization WHERE id = ? FOR UPDATE",
        row -> row.getObject(1, UUID.class),
        organization.value());
    return statements.query(
        "SELECT * FROM person WHERE organization_id = ? AND role = ?" + OLDEST_FIRST,
        JdbcUserRepository::user,
        organization.value(),
        OrganizationRole.OWNER.name());
  }

  @Override
  public Result<User, StoreConflict> save(User user) {
    Optional<User> same = findByEmail(user.organization(), user.email());
    if (same.isPresent() && !same.get().id().equals(user.id())) {
      return Result.err(new StoreConflict.SlugTaken(user.email().value()));
    }
    try {
      int rows = user.version() == 0 ? insert(user) : update(user);
      return rows == 1
          ? Result.ok(user.versioned(user.version() + 1))
          : Result.err(new StoreConflict.Stale());
    } catch (DataAccessException e) {
      if (Violation.ofUnique(e, "uq_person_email")) {
        return Result.err(new StoreConflict.SlugTaken(user.email().value()));
      }
      if (Violation.ofUnique(e)) {
        return Result.err(new StoreConflict.Stale());
      }
      throw e;
    }
  }

  @Override
  public boolean delete(UserId id) {
    return statements.update("DELETE FROM person WHERE id = ?", id.value()) > 0;
  }

  private int insert(User user) {
    return statements.update(
        """
        INSERT INTO person (id, organization_id, email, first_name, last_name, role, created_by,
          created_at, updated_at, version)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)""",
        user.id().value(),
        user.organization().value(),
        user.email().value(),
        user.firstName(),
        user.lastName(),
        user.role().name(),
        user.audit().createdBy().value(),
        Columns.micros(user.audit().createdAt()),
        Columns.micros(user.audit().updatedAt()));
  }

  private int update(User user) {
    return statements.update(
        """
        UPDATE person SET email = ?, first_name = ?, last_name = ?, role = ?, updated_at = ?,
          version = version + 1
        WHERE id = ? AND version = ?""",
        user.email().value(),
        user.firstName(),
        user.lastName(),
        user.role().name(),
        Columns.micros(user.audit().updatedAt()),
        user.id().value(),
        user.version());
  }

  static User user(ResultSet row) throws SQLException {
    return new User(
        new UserId(row.getObject("id", UUID.class)),
        new OrganizationId(row.getObject("organization_id", UUID.class)),
        new EmailAddress(row.getString("email")),
        row.getString("first_name"),
        row.getString("last_name"),
        OrganizationRole.valueOf(row.getString("role")),
        audit(row),
        row.getLong("version"));
  }

  static Audit audit(ResultSet row) throws SQLException {
    return new Audit(
        new ActorId(row.getString("created_by")),
        Columns.instant(row.getLong("created_at")),
        Columns.instant(row.getLong("updated_at")));
  }
}
