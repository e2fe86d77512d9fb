package io.modelcatalog.application.access;

import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Set;

/**
 * A change that is tried and not made: it runs to its end in a transaction that is then rolled
 * back. What it would have done to others is looked at just before.
 */
public interface Trial {
  /**
   * Notes what the change touches.
   *
   * @param organization whose
   * @param workspaces which workspaces' calls; may be empty
   * @param organizationKeys whether keys of the organization itself
   */
  void touched(OrganizationId organization, Set<WorkspaceId> workspaces, boolean organizationKeys);

  /** Looks at what was done, inside the transaction and before it is rolled back. */
  void conclude();
}
