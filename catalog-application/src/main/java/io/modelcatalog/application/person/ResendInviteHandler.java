package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.InviteRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.time.InstantSource;

final class ResendInviteHandler implements ResendInvite {
  private final InviteRepository invites;
  private final UserRepository users;
  private final InviteLookup lookup;
  private final Links links;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;

  ResendInviteHandler(
      InviteRepository invites,
      UserRepository users,
      InviteLookup lookup,
      Links links,
      UnitOfWork unitOfWork,
      InstantSource clock) {
    this.invites = invites;
    this.users = users;
    this.lookup = lookup;
    this.links = links;
    this.unitOfWork = unitOfWork;
    this.clock = clock;
  }

  @Override
  public Result<InviteUser.Invited, CatalogError> handle(Actor actor, Command command) {
    return RoleRules.inOrganization(actor, SCOPE)
        .then(
            may ->
                unitOfWork.execute(
                    actor,
                    () ->
                        lookup
                            .find(actor, command.id())
                            .then(found -> RoleRules.mayGive(actor, found.role()).map(x -> found))
                            .then(this::renew)));
  }

  private Result<InviteUser.Invited, CatalogError> renew(Invite invite) {
    Instant now = clock.instant();
    Invite.Status status = invite.statusAt(now);
    if (status == Invite.Status.ACCEPTED || status == Invite.Status.CANCELLED) {
      return Result.err(
          new CatalogError.Conflict("the invite was " + status.wireName() + " and has no link"));
    }
    if (users.findByEmail(invite.organization(), invite.email()).isPresent()) {
      return Result.err(
          new CatalogError.Conflict("email: a user of the organisation has this address already"));
    }
    Links.Link link = links.next();
    return invites
        .save(invite.renewed(link.digest(), link.expiresAt(), now))
        .mapError(InviteUserHandler.Pending::of)
        .map(saved -> new InviteUser.Invited(saved, link.token()));
  }
}
