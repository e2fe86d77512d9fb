package io.modelcatalog.application.workspace;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.CredentialVault;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

final class DeleteWorkspaceHandler implements DeleteWorkspace {
  private final WorkspaceRepository workspaces;
  private final ProviderRepository providers;
  private final ApiKeyRepository keys;
  private final IntegrationRepository integrations;
  private final CredentialVault vault;
  private final WorkspaceLookup lookup;
  private final UnitOfWork unitOfWork;
  private final CatalogEvents events;

  DeleteWorkspaceHandler(
      WorkspaceRepository workspaces,
      ProviderRepository providers,
      ApiKeyRepository keys,
      IntegrationRepository integrations,
      CredentialVault vault,
      WorkspaceLookup lookup,
      UnitOfWork unitOfWork,
      CatalogEvents events) {
    this.workspaces = workspaces;
    this.providers = providers;
    this.keys = keys;
    this.integrations = integrations;
    this.vault = vault;
    this.lookup = lookup;
    this.unitOfWork = unitOfWork;
    this.events = events;
  }

  @Override
  public Result<Workspace, CatalogError> handle(Actor actor, Command command) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return unitOfWork.execute(
        actor,
        () ->
            lookup.find(actor, SCOPE, command.ref()).then(found -> delete(actor, found, command)));
  }

  private Result<Workspace, CatalogError> delete(Actor actor, Workspace found, Command command) {
    if (!actor.isOrganizationWide()) {
      return Result.err(
          new CatalogError.NotPermitted("workspaces are deleted with a key of the organisation"));
    }
    if (found.isDefault()) {
      return Result.err(new CatalogError.NotPermitted("the default workspace cannot be deleted"));
    }
    if (!command.name().equals(found.name())) {
      return Result.err(
          new CatalogError.Invalid("name", "the exact name of the workspace to delete"));
    }
    List<AiProvider> ownProviders = providers.in(found.id());
    List<ApiKey> ownKeys = keys.in(found.id());
    List<WorkspaceGrant> grants = integrations.grantsTo(found.id());
    List<Integration> ownIntegrations = integrationsOf(found);
    if (!command.force()) {
      Optional<String> owned = inWords(ownProviders, ownKeys, ownIntegrations);
      if (owned.isPresent()) {
        return Result.err(new CatalogError.InUse("workspace", owned.get()));
      }
    }
    ownKeys.forEach(key -> keys.delete(key.id()));
    ownProviders.forEach(provider -> providers.delete(provider.id()));
    Result<Boolean, StoreConflict> result = Result.ok(true);
    for (WorkspaceGrant grant : grants) {
      result = result.then(sofar -> integrations.deleteGrant(grant.id()));
    }
    for (Integration integration : ownIntegrations) {
      result = result.then(sofar -> integrations.delete(integration.id()));
      integration.credentials().ifPresent(vault::delete);
    }
    return result
        .then(sofar -> workspaces.delete(found.id()))
        .mapError(conflict -> StoreRefusal.of("workspace", conflict))
        .map(deleted -> announced(found));
  }

  private List<Integration> integrationsOf(Workspace workspace) {
    return integrations.all(workspace.organization()).stream()
        .filter(integration -> integration.workspace().equals(Optional.of(workspace.id())))
        .toList();
  }

  private static Optional<String> inWords(
      List<AiProvider> providers, List<ApiKey> keys, List<Integration> integrations) {
    List<String> owned = new ArrayList<>();
    count(owned, providers.size(), "provider");
    count(owned, keys.size(), "API key");
    count(owned, integrations.size(), "integration");
    return owned.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(", ", owned) + "; force_delete deletes them too");
  }

  private static void count(List<String> owned, int number, String what) {
    if (number > 0) {
      owned.add(number + " " + what + (number == 1 ? "" : "s"));
    }
  }

  private Workspace announced(Workspace deleted) {
    events.announce(CatalogChange.of(deleted.organization(), deleted.id()));
    return deleted;
  }
}
