package io.modelcatalog.application.access;

import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Optional;
import java.util.Set;

/**
 * Who is acting. The tenant comes from here and from nowhere else.
 *
 * @param id the key or person
 * @param organization the tenant
 * @param workspace the workspace a workspace key is bound to; empty for the organization's
 * @param type kind of key
 * @param scopes what it may do
 */
public record Actor(
    ActorId id,
    OrganizationId organization,
    Optional<WorkspaceId> workspace,
    KeyType type,
    Set<String> scopes) {
  public Actor {
    scopes = Set.copyOf(scopes);
  }

  /** Whether it may do this. */
  public boolean may(String scope) {
    return scopes.contains(scope);
  }

  /** Whether it can reach the workspace at all. */
  public boolean reaches(WorkspaceId other) {
    return workspace.isEmpty() || workspace.get().equals(other);
  }
}
