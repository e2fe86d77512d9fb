package io.modelcatalog.domain.integration;

import io.modelcatalog.domain.workspace.WorkspaceId;

/** Who made an integration, and so who may use it. */
public sealed interface IntegrationOrigin {
  /** The organization: it can be granted to any workspace. */
  record OwnedByOrganization() implements IntegrationOrigin {}

  /**
   * A workspace, for itself alone; the organization sees it.
   *
   * @param workspace the workspace
   */
  record CreatedInWorkspace(WorkspaceId workspace) implements IntegrationOrigin {}
}
