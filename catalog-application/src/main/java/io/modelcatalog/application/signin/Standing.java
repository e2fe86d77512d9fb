package io.modelcatalog.application.signin;

import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.access.Authority;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.access.Permissions;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What somebody may do, by their roles and by what the toggles say now. */
final class Standing {
  private final MembershipRepository memberships;
  private final WorkspaceRepository workspaces;

  Standing(MembershipRepository memberships, WorkspaceRepository workspaces) {
    this.memberships = memberships;
    this.workspaces = workspaces;
  }

  /** Where they work. */
  List<KnownSession.Place> places(User user, Organization organization) {
    return memberships.of(List.of(user.id())).stream()
        .flatMap(membership -> place(membership, organization).stream())
        .toList();
  }

  private Optional<KnownSession.Place> place(Membership membership, Organization organization) {
    return workspaces
        .find(membership.workspace())
        .map(
            workspace ->
                new KnownSession.Place(
                    workspace,
                    membership.role(),
                    Permissions.of(
                        membership.role(), organization.security().in(workspace.security()))));
  }

  /** What they may do, and where. */
  static Authority authority(
      User user, Organization organization, List<KnownSession.Place> places) {
    if (user.role() != OrganizationRole.MEMBER) {
      return Authority.everywhere(Permissions.of(user.role(), organization.security()));
    }
    Map<WorkspaceId, Set<String>> within = new LinkedHashMap<>();
    places.forEach(place -> within.put(place.workspace().id(), place.permissions()));
    return Authority.in(within);
  }

  /** The person acting themselves. */
  static Actor actor(User user, Authority authority) {
    return new Actor(
        new ActorId(user.id().toString()),
        Actor.Kind.USER,
        user.organization(),
        authority,
        Optional.of(user.id().toString()),
        Optional.empty());
  }
}
