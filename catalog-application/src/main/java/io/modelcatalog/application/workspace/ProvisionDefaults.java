package io.modelcatalog.application.workspace;

import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.workspace.Workspace;

/**
 * Gives a new workspace what the organization gives to every workspace: each integration that says
 * so is granted, with the provider that comes with a grant. Runs inside the transaction that makes
 * the workspace, so that neither exists without the other.
 */
public interface ProvisionDefaults {

  /**
   * Provisions a stored workspace; the caller announces the change.
   *
   * @param workspace the workspace, already stored
   * @param by who made it
   */
  void provision(Workspace workspace, ActorId by);
}
