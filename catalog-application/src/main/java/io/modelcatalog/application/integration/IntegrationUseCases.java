package io.modelcatalog.application.integration;

import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.model.ModelDirectory;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.CredentialVault;
import io.modelcatalog.application.port.upstream.UpstreamFactory;
import io.modelcatalog.application.workspace.ProvisionDefaults;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import java.time.InstantSource;

/**
 * The use cases around integrations.
 *
 * @param create connects an upstream
 * @param list lists integrations
 * @param find shows one
 * @param change changes attributes of one
 * @param delete deletes one
 * @param models lists the models of one
 * @param changeModels says which models may be called
 * @param removeModels takes back what was said of models
 * @param workspaces lists where one is available
 * @param provision makes one available
 * @param provisionDefaults gives a new workspace what every workspace gets
 */
public record IntegrationUseCases(
    CreateIntegration create,
    ListIntegrations list,
    FindIntegration find,
    ChangeIntegration change,
    DeleteIntegration delete,
    ListIntegrationModels models,
    ChangeIntegrationModels changeModels,
    RemoveIntegrationModels removeModels,
    ListIntegrationWorkspaces workspaces,
    ProvisionIntegration provision,
    ProvisionDefaults provisionDefaults) {

  /** Assembles them from the ports they need. */
  public static IntegrationUseCases of(
      OrganizationRepository organizations,
      WorkspaceRepository workspaces,
      IntegrationRepository integrations,
      ProviderRepository providers,
      CredentialVault vault,
      SecretReferenceRepository references,
      UpstreamFactory upstreams,
      ModelDirectory directory,
      UnitOfWork unitOfWork,
      CatalogEvents events,
      IdSource ids,
      InstantSource clock) {
    IntegrationLookup lookup = new IntegrationLookup(integrations);
    WorkspaceLookup workspaceLookup = new WorkspaceLookup(workspaces);
    Provisioner provisioner = new Provisioner(integrations, providers, ids);
    MappingRules mappings = new MappingRules(references);
    Attempts attempts = new Attempts(unitOfWork);
    Announcements news = new Announcements(integrations, events);
    return new IntegrationUseCases(
        new CreateIntegrationHandler(
            organizations,
            integrations,
            vault,
            upstreams,
            mappings,
            workspaceLookup,
            provisioner,
            attempts,
            news,
            ids,
            clock),
        new ListIntegrationsHandler(integrations, workspaces, workspaceLookup, unitOfWork),
        new FindIntegrationHandler(integrations, lookup, unitOfWork),
        new ChangeIntegrationHandler(
            integrations, vault, upstreams, mappings, lookup, attempts, news, clock),
        new DeleteIntegrationHandler(integrations, providers, vault, lookup, attempts, news),
        new ListIntegrationModelsHandler(directory, lookup, unitOfWork),
        new ChangeIntegrationModelsHandler(
            integrations, vault, upstreams, lookup, attempts, news, clock),
        new RemoveIntegrationModelsHandler(integrations, lookup, attempts, news, clock),
        new ListIntegrationWorkspacesHandler(integrations, workspaces, lookup, unitOfWork),
        new ProvisionIntegrationHandler(
            integrations, workspaces, lookup, provisioner, attempts, news, clock),
        new ProvisionDefaultsHandler(integrations, provisioner, clock));
  }
}
