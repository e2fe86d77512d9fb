package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.shared.Result;

/** Cancels an invite: its link is dead from then on. One that has ended stays as it is. */
public interface CancelInvite {
  /** What the actor needs, for the organization. */
  String SCOPE = "organisation_users.delete";

  Result<Invite, CatalogError> handle(Actor actor, Command command);

  /**
   * Which one.
   *
   * @param id its id as it was asked for
   */
  record Command(String id) {}
}
