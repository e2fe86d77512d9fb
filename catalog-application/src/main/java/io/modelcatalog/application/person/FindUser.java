package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.shared.Result;

/** Finds somebody of the organization. */
public interface FindUser {
  /** What the actor needs, for the organization. */
  String SCOPE = "organisation_users.read";

  Result<UserView, CatalogError> handle(Actor actor, Query query);

  /**
   * Whom.
   *
   * @param id their id as it was asked for
   */
  record Query(String id) {}
}
