package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.workspace.ProvisionDefaults;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

final class ProvisionDefaultsHandler implements ProvisionDefaults {
  private final IntegrationRepository integrations;
  private final Provisioner provisioner;
  private final InstantSource clock;

  ProvisionDefaultsHandler(
      IntegrationRepository integrations, Provisioner provisioner, InstantSource clock) {
    this.integrations = integrations;
    this.provisioner = provisioner;
    this.clock = clock;
  }

  @Override
  public void provision(Workspace workspace, ActorId by) {
    Instant now = clock.instant();
    for (Integration integration : integrations.all(workspace.organization())) {
      if (integration.workspace().isEmpty() && integration.workspaceDefaults().enabled()) {
        WorkspaceGrant grant =
            provisioner.newGrant(integration, workspace.id(), true, Optional.empty(), by, now);
        if (provisioner.store(integration, grant, Provisioner.ruleOf(integration), by, now)
            instanceof Result.Err<WorkspaceGrant, CatalogError>(CatalogError error)) {
          // Nobody else can know a workspace that is not committed yet.
          throw new IllegalStateException("new workspace " + workspace.id() + ": " + error);
        }
      }
    }
  }
}
