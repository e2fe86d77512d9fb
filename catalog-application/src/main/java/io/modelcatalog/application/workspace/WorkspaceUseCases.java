package io.modelcatalog.application.workspace;

import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.CredentialVault;
import java.time.InstantSource;

/**
 * The use cases around workspaces.
 *
 * @param create makes one
 * @param list lists them
 * @param find finds one
 * @param change changes one
 * @param delete deletes one
 */
public record WorkspaceUseCases(
    CreateWorkspace create,
    ListWorkspaces list,
    FindWorkspace find,
    ChangeWorkspace change,
    DeleteWorkspace delete) {

  /** Assembles them from the ports they need. */
  public static WorkspaceUseCases of(
      OrganizationRepository organizations,
      WorkspaceRepository workspaces,
      ProviderRepository providers,
      ApiKeyRepository keys,
      IntegrationRepository integrations,
      ConfigRepository configs,
      CredentialVault vault,
      ProvisionDefaults defaults,
      UnitOfWork unitOfWork,
      CatalogEvents events,
      IdSource ids,
      InstantSource clock) {
    WorkspaceLookup lookup = new WorkspaceLookup(workspaces);
    WorkspaceRules rules = new WorkspaceRules(organizations);
    DefaultConfigs defaultConfigs = new DefaultConfigs(configs);
    return new WorkspaceUseCases(
        new CreateWorkspaceHandler(
            workspaces, rules, defaults, defaultConfigs, unitOfWork, events, ids, clock),
        new ListWorkspacesHandler(workspaces, unitOfWork),
        new FindWorkspaceHandler(lookup, unitOfWork),
        new ChangeWorkspaceHandler(
            workspaces, rules, lookup, defaultConfigs, unitOfWork, events, clock),
        new DeleteWorkspaceHandler(
            workspaces, providers, keys, integrations, vault, lookup, unitOfWork, events));
  }
}
