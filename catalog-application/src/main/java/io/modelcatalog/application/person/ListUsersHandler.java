package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

final class ListUsersHandler implements ListUsers {
  private final UserRepository users;
  private final MembershipRepository memberships;
  private final UnitOfWork unitOfWork;

  ListUsersHandler(UserRepository users, MembershipRepository memberships, UnitOfWork unitOfWork) {
    this.users = users;
    this.memberships = memberships;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Page<UserView>, CatalogError> handle(Actor actor, Query query) {
    return RoleRules.inOrganization(actor, SCOPE)
        .then(
            may ->
                query.role().isEmpty()
                    ? Result.<Optional<OrganizationRole>, CatalogError>ok(Optional.empty())
                    : RoleRules.organizationRole(query.role().get()).map(Optional::of))
        .map(role -> unitOfWork.read(() -> list(actor, role, query)));
  }

  private Page<UserView> list(Actor actor, Optional<OrganizationRole> role, Query query) {
    Optional<EmailAddress> email = query.email().flatMap(EmailAddress::of);
    if (query.email().isPresent() && email.isEmpty()) {
      return new Page<>(List.of(), 0);
    }
    Page<User> page = users.list(actor.organization(), role, email, query.page());
    Map<UserId, List<WorkspaceId>> workspaces =
        memberships.of(page.items().stream().map(User::id).toList()).stream()
            .collect(
                Collectors.groupingBy(
                    Membership::user,
                    Collectors.mapping(Membership::workspace, Collectors.toList())));
    return new Page<>(
        page.items().stream()
            .map(user -> new UserView(user, workspaces.getOrDefault(user.id(), List.of())))
            .toList(),
        page.total());
  }
}
