package io.modelcatalog.application.organization;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.SecurityChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/** Changes the actor's own organization. */
public interface ChangeOrganization {
  /** What the actor needs. */
  String SCOPE = "organisation_settings.update";

  Result<Organization, CatalogError> handle(Actor actor, Command command);

  /**
   * What to change; empty keeps.
   *
   * @param name for people
   * @param workspacesMayCreateIntegrations whether workspaces may bring credentials of their own
   * @param allowUnpricedModels whether cost budgets let models without a price pass
   * @param security what managers and members may do
   */
  record Command(
      Optional<String> name,
      Optional<Boolean> workspacesMayCreateIntegrations,
      Optional<Boolean> allowUnpricedModels,
      SecurityChange security) {}
}
