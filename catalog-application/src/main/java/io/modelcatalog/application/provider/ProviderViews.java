package io.modelcatalog.application.provider;

import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.usage.UsageView;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Joins providers with what they stand on. */
final class ProviderViews {
  private final IntegrationRepository integrations;
  private final WorkspaceRepository workspaces;
  private final UsageView usage;
  private final InstantSource clock;

  ProviderViews(
      IntegrationRepository integrations,
      WorkspaceRepository workspaces,
      UsageView usage,
      InstantSource clock) {
    this.integrations = integrations;
    this.workspaces = workspaces;
    this.usage = usage;
    this.clock = clock;
  }

  /**
   * Views of providers read in the same transaction; each integration and workspace is read once.
   */
  List<ProviderView> of(List<AiProvider> providers) {
    Instant now = clock.instant();
    Map<IntegrationId, Integration> knownIntegrations = new HashMap<>();
    Map<WorkspaceId, Workspace> knownWorkspaces = new HashMap<>();
    return providers.stream()
        .map(
            provider ->
                new ProviderView(
                    provider,
                    knownIntegrations.computeIfAbsent(
                        provider.integration(), id -> integrations.find(id).orElseThrow()),
                    knownWorkspaces.computeIfAbsent(
                        provider.workspace(), id -> workspaces.find(id).orElseThrow()),
                    usage.status(
                        Level.PROVIDER,
                        provider.id().value(),
                        provider.limits(),
                        provider.usageEpoch(),
                        provider.expiresAt(),
                        now)))
        .toList();
  }
}
