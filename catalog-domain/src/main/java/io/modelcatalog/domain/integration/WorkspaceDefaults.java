package io.modelcatalog.domain.integration;

import io.modelcatalog.domain.limit.Limits;

/**
 * What an integration gives to workspaces that have no say of their own.
 *
 * @param enabled whether new workspaces get the integration at once
 * @param limits limits of each such workspace
 */
public record WorkspaceDefaults(boolean enabled, Limits limits) {
  /** Granted by hand, without limits. */
  public static final WorkspaceDefaults NONE = new WorkspaceDefaults(false, Limits.NONE);
}
