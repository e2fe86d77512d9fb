package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.shared.Result;

/**
 * Gives an invite that is pending or has expired a new link; the old one is dead. {@link
 * CatalogError.Conflict} for one that was accepted or cancelled.
 */
public interface ResendInvite {
  /** What the actor needs, for the organization. */
  String SCOPE = "organisation_users.create";

  Result<InviteUser.Invited, CatalogError> handle(Actor actor, Command command);

  /**
   * Which one.
   *
   * @param id its id as it was asked for
   */
  record Command(String id) {}
}
