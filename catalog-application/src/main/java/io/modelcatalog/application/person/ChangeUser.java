package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/**
 * Changes somebody's role or name. The last owner stays owner: {@link CatalogError.Conflict}
 * otherwise, also if two are unmade at the same time.
 */
public interface ChangeUser {
  /** What the actor needs, for the organization. */
  String SCOPE = "organisation_users.update";

  Result<User, CatalogError> handle(Actor actor, Command command);

  /**
   * What to change.
   *
   * @param id whom, as asked for
   * @param role by its wire name; empty to keep it
   * @param firstName empty to keep it
   * @param lastName empty to keep it
   */
  record Command(
      String id, Optional<String> role, Optional<String> firstName, Optional<String> lastName) {}
}
