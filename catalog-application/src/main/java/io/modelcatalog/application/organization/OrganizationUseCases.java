package io.modelcatalog.application.organization;

import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.ApiKeys;
import java.time.InstantSource;

/**
 * The use cases around organizations.
 *
 * @param register makes the first one
 * @param find shows the actor's own
 * @param change changes the actor's own
 */
public record OrganizationUseCases(
    RegisterOrganization register, FindOrganization find, ChangeOrganization change) {

  /** Assembles them from the ports they need. */
  public static OrganizationUseCases of(
      OrganizationRepository organizations,
      WorkspaceRepository workspaces,
      ApiKeyRepository keys,
      ApiKeys secrets,
      UnitOfWork unitOfWork,
      CatalogEvents events,
      IdSource ids,
      InstantSource clock) {
    return new OrganizationUseCases(
        new RegisterOrganizationHandler(
            organizations, workspaces, keys, secrets, unitOfWork, events, ids, clock),
        new FindOrganizationHandler(organizations, unitOfWork),
        new ChangeOrganizationHandler(organizations, workspaces, unitOfWork, events, clock));
  }
}
