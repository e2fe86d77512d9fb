package io.modelcatalog.application.integration;

import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Set;
import java.util.stream.Collectors;

/** Announces a changed integration for every workspace that has it. */
final class Announcements {
  private final IntegrationRepository integrations;
  private final CatalogEvents events;

  Announcements(IntegrationRepository integrations, CatalogEvents events) {
    this.integrations = integrations;
    this.events = events;
  }

  /** Announces a change to all workspaces that have a grant now. */
  void changed(Integration integration) {
    changed(integration, workspacesOf(integration));
  }

  /** Announces a change to these workspaces. */
  void changed(Integration integration, Set<WorkspaceId> workspaces) {
    events.announce(new CatalogChange(integration.organization(), workspaces, false));
  }

  /** The workspaces that have a grant now, on or off. */
  Set<WorkspaceId> workspacesOf(Integration integration) {
    return integrations.grantsOf(integration.id()).stream()
        .map(WorkspaceGrant::workspace)
        .collect(Collectors.toUnmodifiableSet());
  }
}
