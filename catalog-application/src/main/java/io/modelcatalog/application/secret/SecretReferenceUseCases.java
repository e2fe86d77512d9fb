package io.modelcatalog.application.secret;

import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.CredentialVault;
import io.modelcatalog.application.port.secret.SecretSource;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import java.time.InstantSource;

/**
 * The use cases around secret references.
 *
 * @param create declares one
 * @param list lists them
 * @param find finds one
 * @param change changes one
 * @param delete deletes one
 * @param test tries one
 */
public record SecretReferenceUseCases(
    CreateSecretReference create,
    ListSecretReferences list,
    FindSecretReference find,
    ChangeSecretReference change,
    DeleteSecretReference delete,
    TestSecretReference test) {

  /** Assembles them from the ports they need. */
  public static SecretReferenceUseCases of(
      SecretReferenceRepository references,
      IntegrationRepository integrations,
      WorkspaceRepository workspaces,
      SecretSource source,
      CredentialVault vault,
      UnitOfWork unitOfWork,
      CatalogEvents events,
      IdSource ids,
      InstantSource clock) {
    WorkspaceLookup workspaceLookup = new WorkspaceLookup(workspaces);
    ReferenceLookup lookup = new ReferenceLookup(references);
    ReferenceAuth auth = new ReferenceAuth(source, vault);
    return new SecretReferenceUseCases(
        new CreateSecretReferenceHandler(references, auth, workspaceLookup, unitOfWork, ids, clock),
        new ListSecretReferencesHandler(references, workspaceLookup, unitOfWork),
        new FindSecretReferenceHandler(lookup, unitOfWork),
        new ChangeSecretReferenceHandler(
            references, integrations, lookup, auth, workspaceLookup, unitOfWork, events, clock),
        new DeleteSecretReferenceHandler(references, integrations, lookup, auth, unitOfWork),
        new TestSecretReferenceHandler(lookup, auth, source, unitOfWork));
  }
}
