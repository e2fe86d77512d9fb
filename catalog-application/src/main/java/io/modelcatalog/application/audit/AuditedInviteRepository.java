package io.modelcatalog.application.audit;

import io.modelcatalog.application.port.persistence.InviteRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.person.InviteId;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

final class AuditedInviteRepository implements InviteRepository {
  private final InviteRepository invites;
  private final AuditLog log;

  AuditedInviteRepository(InviteRepository invites, AuditLog log) {
    this.invites = invites;
    this.log = log;
  }

  @Override
  public Optional<Invite> find(InviteId id) {
    return invites.find(id);
  }

  @Override
  public Optional<Invite> findByDigest(KeyDigest digest) {
    return invites.findByDigest(digest);
  }

  @Override
  public Optional<Invite> findPending(OrganizationId organization, EmailAddress email) {
    return invites.findPending(organization, email);
  }

  @Override
  public Page<Invite> list(Filter filter, Page.Request page) {
    return invites.list(filter, page);
  }

  @Override
  public Result<Invite, StoreConflict> save(Invite invite) {
    return log.saved(
        Kind.INVITE,
        invite,
        invite.version() == 0,
        () -> invites.find(invite.id()),
        () -> invites.save(invite));
  }
}
