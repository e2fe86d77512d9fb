package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/** Lists the members of a workspace, the first to come first. */
public interface ListMembers {
  /** What the actor needs, in the workspace. */
  String SCOPE = "workspace_users.list";

  Result<Page<MemberView>, CatalogError> handle(Actor actor, Query query);

  /**
   * Whom.
   *
   * @param workspace id or slug
   * @param role only those of this role, by its wire name; empty for all
   * @param email only who has this address; empty for all
   * @param page which part
   */
  record Query(
      String workspace, Optional<String> role, Optional<String> email, Page.Request page) {}
}
