package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Optional;

/** Organizations. */
public interface OrganizationRepository {
  Optional<Organization> find(OrganizationId id);

  /** All, oldest first. */
  List<Organization> all();

  /**
   * Inserts an object of version 0, else updates the stored one of the same version.
   *
   * @return the object as stored, its version one higher
   */
  Result<Organization, StoreConflict> save(Organization organization);
}
