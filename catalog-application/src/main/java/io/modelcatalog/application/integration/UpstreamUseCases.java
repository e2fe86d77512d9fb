package io.modelcatalog.application.integration;

import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.CredentialVault;
import io.modelcatalog.application.port.upstream.UpstreamFactory;
import io.modelcatalog.application.port.upstream.UpstreamProbe;
import io.modelcatalog.application.snapshot.OutsideSecrets;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import java.time.InstantSource;

/**
 * The use cases that ask an integration's upstream something.
 *
 * @param test tries whether it can be called
 * @param sync asks which models there are
 * @param refresh asks that in the background
 */
public record UpstreamUseCases(
    TestIntegration test, SyncIntegrationModels sync, RefreshModels refresh) {

  /** Assembles them from the ports they need. */
  public static UpstreamUseCases of(
      OrganizationRepository organizations,
      WorkspaceRepository workspaces,
      IntegrationRepository integrations,
      CredentialVault vault,
      SecretReferenceRepository references,
      OutsideSecrets outside,
      UpstreamFactory upstreams,
      UpstreamProbe probe,
      UnitOfWork unitOfWork,
      CatalogEvents events,
      InstantSource clock) {
    StoredTargets targets = new StoredTargets(vault, outside);
    ListedModels listed =
        new ListedModels(integrations, new Announcements(integrations, events), clock);
    AskedUpstreams asked = new AskedUpstreams(clock);
    IntegrationLookup lookup = new IntegrationLookup(integrations);
    return new UpstreamUseCases(
        new TestIntegrationHandler(
            organizations,
            targets,
            outside,
            new MappingRules(references),
            upstreams,
            probe,
            lookup,
            new WorkspaceLookup(workspaces),
            unitOfWork,
            asked),
        new SyncIntegrationModelsHandler(targets, probe, lookup, unitOfWork, listed, asked),
        new RefreshModelsHandler(integrations, targets, probe, listed, unitOfWork, clock));
  }
}
