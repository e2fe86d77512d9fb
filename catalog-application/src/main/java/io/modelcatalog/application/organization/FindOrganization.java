package io.modelcatalog.application.organization;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.shared.Result;

/** Shows the actor's own organization. There is no way to name another. */
public interface FindOrganization {
  /** What the actor needs. */
  String SCOPE = "organisation_settings.read";

  Result<Organization, CatalogError> handle(Actor actor);
}
