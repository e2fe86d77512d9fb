package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.InviteRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.time.InstantSource;

final class CancelInviteHandler implements CancelInvite {
  private final InviteRepository invites;
  private final InviteLookup lookup;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;

  CancelInviteHandler(
      InviteRepository invites, InviteLookup lookup, UnitOfWork unitOfWork, InstantSource clock) {
    this.invites = invites;
    this.lookup = lookup;
    this.unitOfWork = unitOfWork;
    this.clock = clock;
  }

  @Override
  public Result<Invite, CatalogError> handle(Actor actor, Command command) {
    return RoleRules.inOrganization(actor, SCOPE)
        .then(
            may ->
                unitOfWork.execute(
                    actor, () -> lookup.find(actor, command.id()).then(this::cancel)));
  }

  private Result<Invite, CatalogError> cancel(Invite invite) {
    Instant now = clock.instant();
    return invite.statusAt(now) == Invite.Status.PENDING
        ? invites
            .save(invite.ended(Invite.Status.CANCELLED, now))
            .mapError(conflict -> StoreRefusal.of("invite", conflict))
        : Result.ok(invite);
  }
}
