package io.modelcatalog.application.access;

import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an actor may do, and where. Either it holds for the organization with all its workspaces, or
 * for some workspaces, each with permissions of its own.
 *
 * @param organizationWide whether it holds for the organization and every workspace of it
 * @param everywhere what may be done everywhere; empty unless it is organization-wide
 * @param within what may be done in which workspace; empty if it is organization-wide
 */
public record Authority(
    boolean organizationWide, Set<String> everywhere, Map<WorkspaceId, Set<String>> within) {
  /** No permission at all. */
  public static final Authority NONE = new Authority(false, Set.of(), Map.of());

  public Authority {
    if (organizationWide ? !within.isEmpty() : !everywhere.isEmpty()) {
      throw new IllegalArgumentException("authority: expected everywhere or within, not both");
    }
    everywhere = Set.copyOf(everywhere);
    Map<WorkspaceId, Set<String>> copy =
        new TreeMap<>(java.util.Comparator.comparing(WorkspaceId::value));
    within.forEach((workspace, permissions) -> copy.put(workspace, Set.copyOf(permissions)));
    within = java.util.Collections.unmodifiableMap(copy);
  }

  /** In the organization and all its workspaces. */
  public static Authority everywhere(Set<String> permissions) {
    return new Authority(true, permissions, Map.of());
  }

  /** In one workspace. */
  public static Authority in(WorkspaceId workspace, Set<String> permissions) {
    return new Authority(false, Set.of(), Map.of(workspace, permissions));
  }

  /** In some workspaces. */
  public static Authority in(Map<WorkspaceId, Set<String>> permissions) {
    return new Authority(false, Set.of(), permissions);
  }

  /** Whether it holds anywhere. */
  boolean permits(String permission) {
    return everywhere.contains(permission)
        || within.values().stream().anyMatch(permissions -> permissions.contains(permission));
  }

  /** Whether it holds in the workspace. */
  boolean permits(String permission, WorkspaceId workspace) {
    return in(workspace).contains(permission);
  }

  /** Whether it comes to the workspace at all. */
  boolean reaches(WorkspaceId workspace) {
    return organizationWide || within.containsKey(workspace);
  }

  /** The workspace that needs no naming, because there is but this one. */
  Optional<WorkspaceId> only() {
    return within.size() == 1 ? Optional.of(within.keySet().iterator().next()) : Optional.empty();
  }

  /** What may be done in the workspace. */
  Set<String> in(WorkspaceId workspace) {
    return organizationWide ? everywhere : within.getOrDefault(workspace, Set.of());
  }

  /** Everything that may be done somewhere. */
  Set<String> anywhere() {
    Set<String> all = new HashSet<>(everywhere);
    within.values().forEach(all::addAll);
    return all;
  }
}
