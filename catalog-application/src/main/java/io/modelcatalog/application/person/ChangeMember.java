package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.shared.Result;

/** Gives a member of a workspace another role there. */
public interface ChangeMember {
  /** What the actor needs, in the workspace. */
  String SCOPE = "workspace_users.update";

  Result<Membership, CatalogError> handle(Actor actor, Command command);

  /**
   * What to change.
   *
   * @param workspace id or slug
   * @param user whom, by id as asked for
   * @param role as what from now on, by its wire name
   */
  record Command(String workspace, String user, String role) {}
}
