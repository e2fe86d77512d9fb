package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.InviteRepository;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.person.InviteId;
import io.modelcatalog.domain.shared.Result;

/** Finds the invite a request speaks of. One of another tenant answers like none. */
final class InviteLookup {
  private final InviteRepository invites;

  InviteLookup(InviteRepository invites) {
    this.invites = invites;
  }

  Result<Invite, CatalogError> find(Actor actor, String id) {
    return WorkspaceLookup.uuid(id)
        .flatMap(uuid -> invites.find(new InviteId(uuid)))
        .filter(invite -> invite.organization().equals(actor.organization()))
        .<Result<Invite, CatalogError>>map(Result::ok)
        .orElseGet(() -> Result.err(new CatalogError.NotFound("invite", id)));
  }
}
