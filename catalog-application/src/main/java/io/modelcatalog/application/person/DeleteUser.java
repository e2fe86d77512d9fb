package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.shared.Result;

/**
 * Takes somebody out of the organization, with their memberships, sessions and own keys: once this
 * answers, none of them works. The last owner stays.
 */
public interface DeleteUser {
  /** What the actor needs, for the organization. */
  String SCOPE = "organisation_users.delete";

  /**
   * Deletes them.
   *
   * @return the person as they were
   */
  Result<User, CatalogError> handle(Actor actor, Command command);

  /**
   * Whom.
   *
   * @param id their id as it was asked for
   */
  record Command(String id) {}
}
