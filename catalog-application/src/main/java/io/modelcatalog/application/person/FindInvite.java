package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.shared.Result;

/** Finds an invite. Its link is not told again. */
public interface FindInvite {
  /** What the actor needs, for the organization. */
  String SCOPE = "organisation_users.read";

  Result<Invite, CatalogError> handle(Actor actor, Query query);

  /**
   * Which one.
   *
   * @param id its id as it was asked for
   */
  record Query(String id) {}
}
