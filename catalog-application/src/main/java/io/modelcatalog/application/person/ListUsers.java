package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/** Lists the people of the organization, oldest first. */
public interface ListUsers {
  /** What the actor needs, for the organization. */
  String SCOPE = "organisation_users.list";

  Result<Page<UserView>, CatalogError> handle(Actor actor, Query query);

  /**
   * Whom.
   *
   * @param role only those of this role, by its wire name; empty for all
   * @param email only who has this address; empty for all
   * @param page which part
   */
  record Query(Optional<String> role, Optional<String> email, Page.Request page) {}
}
