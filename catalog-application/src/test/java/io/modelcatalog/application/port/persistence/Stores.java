package io.modelcatalog.application.port.persistence;

/** All stores over one database, as the contracts of each of them need the others. */
public interface Stores {
  OrganizationRepository organizations();

  WorkspaceRepository workspaces();

  IntegrationRepository integrations();

  ProviderRepository providers();

  ApiKeyRepository apiKeys();

  PolicyRepository policies();

  ConfigRepository configs();

  SecretReferenceRepository secretReferences();

  UnitOfWork unitOfWork();
}
