package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.shared.Result;
import java.util.List;

/** Keeps an organization from losing its last owner. */
final class Owners {
  private final UserRepository users;

  Owners(UserRepository users) {
    this.users = users;
  }

  /**
   * Has everybody else wait who would unmake an owner of the organization. To be called before
   * reading the person concerned, so that what is read is what the one before left.
   */
  List<User> hold(OrganizationId organization) {
    return users.lockedOwners(organization);
  }

  /** Checks that somebody is not the last of the owners held. */
  static Result<Boolean, CatalogError> mayGo(User user, List<User> held) {
    return user.role() == OrganizationRole.OWNER
            && held.stream().allMatch(owner -> owner.id().equals(user.id()))
        ? Result.err(
            new CatalogError.Conflict(
                "the last owner of the organisation can be neither demoted nor deleted"))
        : Result.ok(true);
  }
}
