package io.modelcatalog.application.audit;

import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Member;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

final class AuditedMembershipRepository implements MembershipRepository {
  private final MembershipRepository memberships;
  private final AuditLog log;

  AuditedMembershipRepository(MembershipRepository memberships, AuditLog log) {
    this.memberships = memberships;
    this.log = log;
  }

  @Override
  public Optional<Membership> find(WorkspaceId workspace, UserId user) {
    return memberships.find(workspace, user);
  }

  @Override
  public List<Membership> of(Collection<UserId> users) {
    return memberships.of(users);
  }

  @Override
  public Page<Member> list(
      WorkspaceId workspace,
      Optional<WorkspaceRole> role,
      Optional<EmailAddress> email,
      Page.Request page) {
    return memberships.list(workspace, role, email, page);
  }

  @Override
  public Result<Membership, StoreConflict> save(Membership membership) {
    return log.saved(
        Kind.MEMBERSHIP,
        membership,
        membership.version() == 0,
        () -> memberships.find(membership.workspace(), membership.user()),
        () -> memberships.save(membership));
  }

  @Override
  public boolean delete(WorkspaceId workspace, UserId user) {
    return log.deleted(
        Kind.MEMBERSHIP,
        () -> memberships.find(workspace, user),
        () -> memberships.delete(workspace, user),
        deleted -> deleted);
  }
}
