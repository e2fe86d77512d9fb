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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

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
   * Views of providers read in the same transaction; their integrations and workspaces are asked
   * for in one question each.
   */
  List<ProviderView> of(List<AiProvider> providers) {
    Instant now = clock.instant();
    Map<IntegrationId, Integration> ofThem =
        integrations
            .findAll(providers.stream().map(AiProvider::integration).distinct().toList())
            .stream()
            .collect(Collectors.toMap(Integration::id, Function.identity()));
    Map<WorkspaceId, Workspace> homes =
        workspaces
            .findAll(providers.stream().map(AiProvider::workspace).distinct().toList())
            .stream()
            .collect(Collectors.toMap(Workspace::id, Function.identity()));
    return providers.stream()
        .map(
            provider ->
                new ProviderView(
                    provider,
                    Objects.requireNonNull(ofThem.get(provider.integration())),
                    Objects.requireNonNull(homes.get(provider.workspace())),
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
