package io.modelcatalog.application.signin;

import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.access.Authority;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.access.Permissions;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

final class NarrowKeyHandler implements NarrowKey {
  private final UserRepository users;
  private final OrganizationRepository organizations;
  private final Standing standing;
  private final UnitOfWork unitOfWork;

  NarrowKeyHandler(
      UserRepository users,
      OrganizationRepository organizations,
      Standing standing,
      UnitOfWork unitOfWork) {
    this.users = users;
    this.organizations = organizations;
    this.standing = standing;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Actor handle(Actor actor) {
    Optional<UserId> owner =
        actor.kind() == Actor.Kind.API_KEY
            ? actor.person().flatMap(WorkspaceLookup::uuid).map(UserId::new)
            : Optional.empty();
    return owner.isEmpty() || actor.impliedWorkspace().isEmpty()
        ? actor
        : unitOfWork.read(
            () ->
                users
                    .find(owner.get())
                    .filter(user -> user.organization().equals(actor.organization()))
                    .map(user -> narrowed(actor, user))
                    .orElse(actor));
  }

  private Actor narrowed(Actor actor, User user) {
    WorkspaceId workspace = actor.impliedWorkspace().orElseThrow();
    Set<String> role =
        organizations
            .find(user.organization())
            .map(organization -> permissions(user, organization, workspace))
            .orElse(Set.of());
    Set<String> both = new HashSet<>(actor.permissionsIn(Optional.of(workspace)));
    both.retainAll(role);
    return actor.with(Authority.in(workspace, both));
  }

  private Set<String> permissions(User user, Organization organization, WorkspaceId workspace) {
    return user.role() != OrganizationRole.MEMBER
        ? Permissions.of(user.role(), organization.security())
        : standing.places(user, organization).stream()
            .filter(place -> place.workspace().id().equals(workspace))
            .map(KnownSession.Place::permissions)
            .findFirst()
            .orElse(Set.of());
  }
}
