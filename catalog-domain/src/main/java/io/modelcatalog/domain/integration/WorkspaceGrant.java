package io.modelcatalog.domain.integration;

import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.ModelAccess;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes an integration available in one workspace.
 *
 * @param id identity
 * @param organization the owner of both
 * @param integration what is granted
 * @param workspace to whom
 * @param enabled whether calls pass; a grant switched off keeps its data
 * @param ownLimits limits of this workspace; empty for the integration's defaults
 * @param models a narrower model list; empty for the integration's
 * @param usageEpoch how often its usage was reset
 * @param lastResetAt when its usage was last reset by hand
 * @param audit who made it and when
 * @param version for optimistic locking; 0 for an object never stored
 */
public record WorkspaceGrant(
    GrantId id,
    OrganizationId organization,
    IntegrationId integration,
    WorkspaceId workspace,
    boolean enabled,
    Optional<Limits> ownLimits,
    Optional<ModelAccess> models,
    int usageEpoch,
    Optional<Instant> lastResetAt,
    Audit audit,
    long version) {

  /** Its own limits, else the integration's for all workspaces. */
  public Limits limits(Integration integration) {
    return ownLimits.orElse(integration.workspaceDefaults().limits());
  }
}
