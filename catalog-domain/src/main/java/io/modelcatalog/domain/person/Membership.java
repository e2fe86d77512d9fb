package io.modelcatalog.domain.person;

import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.workspace.WorkspaceId;

/**
 * That somebody works in a workspace, and as what. There is at most one for a person and a
 * workspace.
 *
 * @param organization the tenant of both
 * @param workspace where
 * @param user who
 * @param role as what
 * @param audit who made them a member and when
 * @param version for optimistic locking; 0 for an object never stored
 */
public record Membership(
    OrganizationId organization,
    WorkspaceId workspace,
    UserId user,
    WorkspaceRole role,
    Audit audit,
    long version) {

  /** The same membership as stored under another version. */
  public Membership versioned(long next) {
    return new Membership(organization, workspace, user, role, audit, next);
  }
}
