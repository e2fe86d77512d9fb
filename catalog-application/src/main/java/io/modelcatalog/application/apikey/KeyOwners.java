package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.Optional;

/** Checks whose a key can be. */
final class KeyOwners {
  private static final String FIELD = "user_id";

  private final UserRepository users;
  private final MembershipRepository memberships;

  KeyOwners(UserRepository users, MembershipRepository memberships) {
    this.users = users;
    this.memberships = memberships;
  }

  /**
   * Checks that a person is of the organization and works in the workspace, as its owners and
   * admins do in every one.
   *
   * @param user the person's id; empty for a key that is nobody's
   */
  Result<Optional<String>, CatalogError> check(Optional<Workspace> home, Optional<String> user) {
    if (home.isEmpty() || user.isEmpty()) {
      return Result.ok(user);
    }
    Optional<User> found =
        WorkspaceLookup.uuid(user.get())
            .flatMap(id -> users.find(new UserId(id)))
            .filter(person -> person.organization().equals(home.get().organization()));
    if (found.isEmpty()) {
      return Result.err(
          new CatalogError.Invalid(FIELD, "expected the id of somebody in the organisation"));
    }
    return worksIn(home.get(), found.get())
        ? Result.ok(user)
        : Result.err(
            new CatalogError.Invalid(FIELD, "expected the id of a member of the workspace"));
  }

  private boolean worksIn(Workspace workspace, User person) {
    return person.role() != OrganizationRole.MEMBER
        || memberships.find(workspace.id(), person.id()).isPresent();
  }
}
