package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.shared.Result;

/** Finds a member of a workspace. */
public interface FindMember {
  /** What the actor needs, in the workspace. */
  String SCOPE = "workspace_users.read";

  Result<MemberView, CatalogError> handle(Actor actor, Query query);

  /**
   * Whom.
   *
   * @param workspace id or slug
   * @param user their id as it was asked for
   */
  record Query(String workspace, String user) {}
}
