package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.shared.Result;

/** Takes somebody out of a workspace, with the keys of their own there. */
public interface RemoveMember {
  /** What the actor needs, in the workspace. */
  String SCOPE = "workspace_users.delete";

  /**
   * Removes them; once this answers, their keys there are refused.
   *
   * @return the membership as it was
   */
  Result<Membership, CatalogError> handle(Actor actor, Command command);

  /**
   * Whom.
   *
   * @param workspace id or slug
   * @param user their id as it was asked for
   */
  record Command(String workspace, String user) {}
}
