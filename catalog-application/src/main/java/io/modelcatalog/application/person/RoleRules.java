package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.access.Permissions;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.organization.SecuritySettings;
import io.modelcatalog.domain.organization.Toggle;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may give and take which role. Owners are made and unmade by owners, admins by who may do all
 * that admins may, and in a workspace, managers and admins by its admins.
 */
final class RoleRules {
  private static final Set<String> OF_ADMINS = permissionsOfAdmins();

  private RoleRules() {}

  /** Checks that the actor may do this to people of the organization. */
  static Result<Boolean, CatalogError> inOrganization(Actor actor, String scope) {
    return actor.may(scope, Optional.empty())
        ? Result.ok(true)
        : Result.err(new CatalogError.Forbidden(scope));
  }

  /** Checks that the actor may make somebody this in the organization. */
  static Result<Boolean, CatalogError> mayGive(Actor actor, OrganizationRole role) {
    return switch (role) {
      case OWNER -> mayUnmakeOwners(actor);
      case ADMIN -> mayMakeAdmins(actor);
      case MEMBER -> Result.ok(true);
    };
  }

  /** Checks that the actor may take this role from somebody. */
  static Result<Boolean, CatalogError> mayTake(Actor actor, OrganizationRole role) {
    return role == OrganizationRole.OWNER ? mayUnmakeOwners(actor) : Result.ok(true);
  }

  /** Checks that the actor may give this role in the workspace, or take it. */
  static Result<Boolean, CatalogError> mayHandle(
      Actor actor, WorkspaceId workspace, WorkspaceRole role) {
    return role == WorkspaceRole.MEMBER || actor.may(Scope.WORKSPACE_ROLES, workspace)
        ? Result.ok(true)
        : Result.err(
            new CatalogError.NotPermitted(
                "role: managers deal with members alone, not with managers or admins"));
  }

  /** The role of this name in the organization. */
  static Result<OrganizationRole, CatalogError> organizationRole(String name) {
    return OrganizationRole.of(name)
        .<Result<OrganizationRole, CatalogError>>map(Result::ok)
        .orElseGet(
            () -> Result.err(new CatalogError.Invalid("role", "expected owner, admin or member")));
  }

  /** The role of this name in a workspace. */
  static Result<WorkspaceRole, CatalogError> workspaceRole(String field, String name) {
    return WorkspaceRole.of(name)
        .<Result<WorkspaceRole, CatalogError>>map(Result::ok)
        .orElseGet(
            () -> Result.err(new CatalogError.Invalid(field, "expected admin, manager or member")));
  }

  /** Checks scopes that a key is to have which the actor has made for somebody. */
  static Result<Set<String>, CatalogError> scopes(
      Actor actor, String field, List<String> asked, List<WorkspaceId> workspaces) {
    List<String> unknown = Scope.unknown(asked);
    if (!unknown.isEmpty()) {
      return Result.err(
          new CatalogError.Invalid(
              field,
              "no scope is named " + String.join(", ", unknown.stream().limit(10).toList())));
    }
    Set<String> beyond = new java.util.TreeSet<>();
    for (WorkspaceId workspace : workspaces) {
      Set<String> more = new HashSet<>(asked);
      more.removeAll(actor.permissionsIn(Optional.of(workspace)));
      beyond.addAll(more);
    }
    return beyond.isEmpty()
        ? Result.ok(Set.copyOf(asked))
        : Result.err(
            new CatalogError.NotPermitted(
                field
                    + ": nobody can give what they do not have themselves, not "
                    + String.join(", ", beyond)));
  }

  private static Result<Boolean, CatalogError> mayUnmakeOwners(Actor actor) {
    return actor.may(Scope.OWNERS, Optional.empty())
        ? Result.ok(true)
        : Result.err(
            new CatalogError.NotPermitted("role: owners are made and unmade by owners alone"));
  }

  private static Result<Boolean, CatalogError> mayMakeAdmins(Actor actor) {
    return actor.permissionsIn(Optional.empty()).containsAll(OF_ADMINS)
        ? Result.ok(true)
        : Result.err(
            new CatalogError.NotPermitted(
                "role: an admin is made only by who may do all that admins may"));
  }

  /** What admins may do whatever the organization has set. */
  private static Set<String> permissionsOfAdmins() {
    Map<Toggle, Boolean> off = new EnumMap<>(Toggle.class);
    for (Toggle toggle : Toggle.values()) {
      off.put(toggle, false);
    }
    return Permissions.of(OrganizationRole.ADMIN, new SecuritySettings(off, Set.of()));
  }
}
