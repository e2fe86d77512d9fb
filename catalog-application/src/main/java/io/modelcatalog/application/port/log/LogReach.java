package io.modelcatalog.application.port.log;

import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Optional;
import java.util.Set;

/**
 * Whose records somebody may see: all of some workspaces, their own of others, never another
 * tenant's.
 *
 * @param organization the tenant
 * @param everywhere whether all workspaces are seen whole
 * @param whole the workspaces that are seen whole; empty if all are
 * @param own the workspaces of which only own records are seen
 * @param person whose records are their own
 * @param key the key whose records are its own, where nobody is known behind it
 */
public record LogReach(
    OrganizationId organization,
    boolean everywhere,
    Set<WorkspaceId> whole,
    Set<WorkspaceId> own,
    Optional<String> person,
    Optional<ApiKeyId> key) {
  public LogReach {
    whole = Set.copyOf(whole);
    own = Set.copyOf(own);
  }

  /** Everything of an organization. */
  public static LogReach of(OrganizationId organization) {
    return new LogReach(organization, true, Set.of(), Set.of(), Optional.empty(), Optional.empty());
  }

  /** The part of it that is in one workspace. */
  public LogReach in(WorkspaceId workspace) {
    return new LogReach(
        organization,
        false,
        everywhere || whole.contains(workspace) ? Set.of(workspace) : Set.of(),
        own.contains(workspace) ? Set.of(workspace) : Set.of(),
        person,
        key);
  }
}
