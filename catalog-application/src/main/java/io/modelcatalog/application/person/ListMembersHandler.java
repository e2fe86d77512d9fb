package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Member;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.List;
import java.util.Optional;

final class ListMembersHandler implements ListMembers {
  private final MembershipRepository memberships;
  private final WorkspaceLookup workspaces;
  private final MemberViews views;
  private final UnitOfWork unitOfWork;

  ListMembersHandler(
      MembershipRepository memberships,
      WorkspaceLookup workspaces,
      MemberViews views,
      UnitOfWork unitOfWork) {
    this.memberships = memberships;
    this.workspaces = workspaces;
    this.views = views;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Page<MemberView>, CatalogError> handle(Actor actor, Query query) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    Result<Optional<WorkspaceRole>, CatalogError> asked =
        query.role().isEmpty()
            ? Result.ok(Optional.empty())
            : RoleRules.workspaceRole("role", query.role().get()).map(Optional::of);
    return asked.then(
        role ->
            unitOfWork.read(
                () ->
                    workspaces
                        .find(actor, SCOPE, query.workspace())
                        .map(workspace -> list(workspace, role, query))));
  }

  private Page<MemberView> list(Workspace workspace, Optional<WorkspaceRole> role, Query query) {
    Optional<EmailAddress> email = query.email().flatMap(EmailAddress::of);
    if (query.email().isPresent() && email.isEmpty()) {
      return new Page<>(List.of(), 0);
    }
    Page<Member> page = memberships.list(workspace.id(), role, email, query.page());
    return new Page<>(views.of(workspace, page.items()), page.total());
  }
}
