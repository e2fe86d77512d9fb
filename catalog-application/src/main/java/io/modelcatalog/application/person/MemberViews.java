package io.modelcatalog.application.person;

import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.domain.access.Permissions;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.organization.SecuritySettings;
import io.modelcatalog.domain.person.Member;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Says of members what they may do. */
final class MemberViews {
  private final OrganizationRepository organizations;

  MemberViews(OrganizationRepository organizations) {
    this.organizations = organizations;
  }

  /** Members of the workspace with the scopes their role has there. */
  List<MemberView> of(Workspace workspace, List<Member> members) {
    SecuritySettings settings =
        organizations
            .find(workspace.organization())
            .map(organization -> organization.security().in(workspace.security()))
            .orElse(SecuritySettings.DEFAULT);
    Map<WorkspaceRole, Set<String>> scopes = new EnumMap<>(WorkspaceRole.class);
    for (WorkspaceRole role : WorkspaceRole.values()) {
      scopes.put(
          role,
          Permissions.of(role, settings).stream()
              .filter(Scope.everything()::contains)
              .collect(Collectors.toUnmodifiableSet()));
    }
    return members.stream()
        .map(
            member ->
                new MemberView(member, scopes.getOrDefault(member.membership().role(), Set.of())))
        .toList();
  }
}
