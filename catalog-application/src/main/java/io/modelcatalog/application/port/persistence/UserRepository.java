package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Optional;

/** People. Mail addresses are unique in an organization. */
public interface UserRepository {
  Optional<User> find(UserId id);

  Optional<User> findByEmail(OrganizationId organization, EmailAddress email);

  /** Everybody with the address, in whatever organization, oldest first. */
  List<User> withEmail(EmailAddress email);

  /**
   * Lists an organization's people, oldest first.
   *
   * @param role only those of this role; empty for all
   * @param email only who has just this address; empty for all
   */
  Page<User> list(
      OrganizationId organization,
      Optional<OrganizationRole> role,
      Optional<EmailAddress> email,
      Page.Request page);

  /**
   * The owners of an organization, oldest first. Until the running transaction ends, every other
   * one waits that asks for the same: so nobody counts on an owner whom another is about to unmake.
   */
  List<User> lockedOwners(OrganizationId organization);

  /**
   * Inserts an object of version 0, else updates the stored one of the same version.
   *
   * @return the object as stored, its version one higher; {@link StoreConflict.SlugTaken} with the
   *     address if somebody of the organization has it
   */
  Result<User, StoreConflict> save(User user);

  /** Deletes somebody with their memberships, password and sessions; false if nobody was there. */
  boolean delete(UserId id);
}
