package io.modelcatalog.adapters.persistence.organization;

import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.data.exceptions.OptimisticLockException;
import io.modelcatalog.adapters.persistence.tx.Violation;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

@Singleton
final class JdbcOrganizationRepository implements OrganizationRepository {
  private final OrganizationRows rows;
  private final OrganizationRowMapper mapper;

  JdbcOrganizationRepository(OrganizationRows rows, OrganizationRowMapper mapper) {
    this.rows = rows;
    this.mapper = mapper;
  }

  @Override
  public Optional<Organization> find(OrganizationId id) {
    return rows.findById(id.value()).map(mapper::fromRow);
  }

  @Override
  public List<Organization> all() {
    return rows.oldestFirst().stream().map(mapper::fromRow).toList();
  }

  @Override
  public Result<Organization, StoreConflict> save(Organization organization) {
    OrganizationRow row = mapper.toRow(organization);
    try {
      return Result.ok(
          mapper.fromRow(organization.version() == 0 ? rows.save(row) : rows.update(row)));
    } catch (OptimisticLockException e) {
      return Result.err(new StoreConflict.Stale());
    } catch (DataAccessException e) {
      if (Violation.ofUnique(e)) {
        return Result.err(new StoreConflict.Stale());
      }
      throw e;
    }
  }
}
