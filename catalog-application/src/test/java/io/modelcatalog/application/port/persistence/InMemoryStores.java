package io.modelcatalog.application.port.persistence;

/** All stores over one {@link InMemoryStore}. */
public final class InMemoryStores implements Stores {
  private final InMemoryStore store = new InMemoryStore();
  private final InMemoryOrganizationRepository organizations =
      new InMemoryOrganizationRepository(store);
  private final InMemoryWorkspaceRepository workspaces = new InMemoryWorkspaceRepository(store);
  private final InMemoryIntegrationRepository integrations =
      new InMemoryIntegrationRepository(store);
  private final InMemoryProviderRepository providers = new InMemoryProviderRepository(store);
  private final InMemoryApiKeyRepository apiKeys = new InMemoryApiKeyRepository(store);
  private final InMemoryPolicyRepository policies = new InMemoryPolicyRepository(store);
  private final InMemoryConfigRepository configs = new InMemoryConfigRepository(store);
  private final InMemorySecretReferenceRepository secretReferences =
      new InMemorySecretReferenceRepository(store);
  private final InMemoryUnitOfWork unitOfWork = new InMemoryUnitOfWork(store);

  /** The tables themselves. */
  public InMemoryStore store() {
    return store;
  }

  @Override
  public InMemoryOrganizationRepository organizations() {
    return organizations;
  }

  @Override
  public InMemoryWorkspaceRepository workspaces() {
    return workspaces;
  }

  @Override
  public InMemoryIntegrationRepository integrations() {
    return integrations;
  }

  @Override
  public InMemoryProviderRepository providers() {
    return providers;
  }

  @Override
  public InMemoryApiKeyRepository apiKeys() {
    return apiKeys;
  }

  @Override
  public InMemoryPolicyRepository policies() {
    return policies;
  }

  @Override
  public InMemoryConfigRepository configs() {
    return configs;
  }

  @Override
  public InMemorySecretReferenceRepository secretReferences() {
    return secretReferences;
  }

  @Override
  public InMemoryUnitOfWork unitOfWork() {
    return unitOfWork;
  }
}
