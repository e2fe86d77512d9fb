package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.secret.CredentialVault;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Set;

final class DeleteIntegrationHandler implements DeleteIntegration {
  private final IntegrationRepository integrations;
  private final ProviderRepository providers;
  private final CredentialVault vault;
  private final IntegrationLookup lookup;
  private final Attempts attempts;
  private final Announcements announcements;

  DeleteIntegrationHandler(
      IntegrationRepository integrations,
      ProviderRepository providers,
      CredentialVault vault,
      IntegrationLookup lookup,
      Attempts attempts,
      Announcements announcements) {
    this.integrations = integrations;
    this.providers = providers;
    this.vault = vault;
    this.lookup = lookup;
    this.attempts = attempts;
    this.announcements = announcements;
  }

  @Override
  public Result<Integration, CatalogError> handle(Actor actor, Command command) {
    return attempts.execute(
        actor, () -> lookup.toWrite(actor, command.ref(), "delete").then(this::delete));
  }

  private Result<Integration, CatalogError> delete(Integration integration) {
    Set<WorkspaceId> touched = announcements.workspacesOf(integration);
    providers.of(integration.id()).forEach(provider -> providers.delete(provider.id()));
    return integrations
        .delete(integration.id())
        .mapError(conflict -> StoreRefusal.of("integration", conflict))
        .map(
            deleted -> {
              integration.credentials().ifPresent(vault::delete);
              announcements.changed(integration, touched);
              return integration;
            });
  }
}
