package io.modelcatalog.application.audit;

import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Optional;

final class AuditedUserRepository implements UserRepository {
  private final UserRepository users;
  private final AuditLog log;

  AuditedUserRepository(UserRepository users, AuditLog log) {
    this.users = users;
    this.log = log;
  }

  @Override
  public Optional<User> find(UserId id) {
    return users.find(id);
  }

  @Override
  public Optional<User> findByEmail(OrganizationId organization, EmailAddress email) {
    return users.findByEmail(organization, email);
  }

  @Override
  public List<User> withEmail(EmailAddress email) {
    return users.withEmail(email);
  }

  @Override
  public Page<User> list(
      OrganizationId organization,
      Optional<OrganizationRole> role,
      Optional<EmailAddress> email,
      Page.Request page) {
    return users.list(organization, role, email, page);
  }

  @Override
  public List<User> lockedOwners(OrganizationId organization) {
    return users.lockedOwners(organization);
  }

  @Override
  public Result<User, StoreConflict> save(User user) {
    return log.saved(
        Kind.USER, user, user.version() == 0, () -> users.find(user.id()), () -> users.save(user));
  }

  @Override
  public boolean delete(UserId id) {
    return log.deleted(Kind.USER, () -> users.find(id), () -> users.delete(id), deleted -> deleted);
  }
}
