package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/** Lists the organization's invites, oldest first, whatever became of them. */
public interface ListInvites {
  /** What the actor needs, for the organization. */
  String SCOPE = "organisation_users.list";

  Result<Page<Invite>, CatalogError> handle(Actor actor, Query query);

  /**
   * Which.
   *
   * @param role only to this role, by its wire name; empty for all
   * @param email only for this address; empty for all
   * @param status only those of this status, by its wire name; empty for all
   * @param page which part
   */
  record Query(
      Optional<String> role, Optional<String> email, Optional<String> status, Page.Request page) {}
}
