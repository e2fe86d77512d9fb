package io.modelcatalog.application.audit;

import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Optional;

final class AuditedOrganizationRepository implements OrganizationRepository {
  private final OrganizationRepository organizations;
  private final AuditLog log;

  AuditedOrganizationRepository(OrganizationRepository organizations, AuditLog log) {
    this.organizations = organizations;
    this.log = log;
  }

  @Override
  public Optional<Organization> find(OrganizationId id) {
    return organizations.find(id);
  }

  @Override
  public List<Organization> all() {
    return organizations.all();
  }

  @Override
  public Result<Organization, StoreConflict> save(Organization organization) {
    return log.saved(
        Kind.ORGANIZATION,
        organization,
        organization.version() == 0,
        () -> organizations.find(organization.id()),
        () -> organizations.save(organization));
  }
}
