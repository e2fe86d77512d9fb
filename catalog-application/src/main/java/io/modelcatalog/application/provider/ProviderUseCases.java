package io.modelcatalog.application.provider;

import io.modelcatalog.application.integration.CreateIntegration;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.usage.UsageView;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import java.time.InstantSource;

/**
 * The use cases around AI providers.
 *
 * @param derive makes one from a granted integration
 * @param connect makes one of credentials brought along
 * @param list lists them
 * @param find finds one
 * @param change changes one
 * @param delete deletes one
 */
public record ProviderUseCases(
    DeriveProvider derive,
    ConnectProvider connect,
    ListProviders list,
    FindProvider find,
    ChangeProvider change,
    DeleteProvider delete) {

  /** Assembles them from the ports they need, and what makes integrations. */
  public static ProviderUseCases of(
      CreateIntegration createIntegration,
      ProviderRepository providers,
      IntegrationRepository integrations,
      WorkspaceRepository workspaces,
      UsageView usage,
      UnitOfWork unitOfWork,
      CatalogEvents events,
      IdSource ids,
      InstantSource clock) {
    WorkspaceLookup workspaceLookup = new WorkspaceLookup(workspaces);
    ProviderLookup lookup = new ProviderLookup(providers, workspaceLookup);
    ProviderViews views = new ProviderViews(integrations, workspaces, usage, clock);
    DeriveProvider derive =
        new DeriveProviderHandler(
            providers, integrations, workspaceLookup, unitOfWork, events, ids, clock);
    return new ProviderUseCases(
        derive,
        new ConnectProviderHandler(createIntegration, derive, workspaceLookup, unitOfWork),
        new ListProvidersHandler(providers, workspaceLookup, views, unitOfWork),
        new FindProviderHandler(lookup, views, unitOfWork),
        new ChangeProviderHandler(providers, integrations, lookup, unitOfWork, events, clock),
        new DeleteProviderHandler(providers, lookup, unitOfWork, events));
  }
}
