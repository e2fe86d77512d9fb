package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.InviteRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.shared.Result;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

final class ListInvitesHandler implements ListInvites {
  private final InviteRepository invites;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;

  ListInvitesHandler(InviteRepository invites, UnitOfWork unitOfWork, InstantSource clock) {
    this.invites = invites;
    this.unitOfWork = unitOfWork;
    this.clock = clock;
  }

  @Override
  public Result<Page<Invite>, CatalogError> handle(Actor actor, Query query) {
    Optional<Invite.Status> status = query.status().flatMap(Invite.Status::of);
    return RoleRules.inOrganization(actor, SCOPE)
        .then(
            may ->
                query.status().isPresent() && status.isEmpty()
                    ? Result.err(
                        new CatalogError.Invalid(
                            "status", "expected pending, accepted, cancelled or expired"))
                    : Result.ok(true))
        .then(
            known ->
                query.role().isEmpty()
                    ? Result.<Optional<OrganizationRole>, CatalogError>ok(Optional.empty())
                    : RoleRules.organizationRole(query.role().get()).map(Optional::of))
        .map(role -> unitOfWork.read(() -> list(actor, role, status, query)));
  }

  private Page<Invite> list(
      Actor actor, Optional<OrganizationRole> role, Optional<Invite.Status> status, Query query) {
    Optional<EmailAddress> email = query.email().flatMap(EmailAddress::of);
    return query.email().isPresent() && email.isEmpty()
        ? new Page<>(List.of(), 0)
        : invites.list(
            new InviteRepository.Filter(actor.organization(), role, email, status, clock.instant()),
            query.page());
  }
}
