package io.modelcatalog.adapters.persistence.policy;

import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.data.exceptions.OptimisticLockException;
import io.modelcatalog.adapters.persistence.tx.Violation;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.PolicyRepository;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Singleton
final class JdbcPolicyRepository implements PolicyRepository {
  private static final String ANY_UNIT = "%";

  private final PolicyRows rows;
  private final PolicyRowMapper mapper;

  JdbcPolicyRepository(PolicyRows rows, PolicyRowMapper mapper) {
    this.rows = rows;
    this.mapper = mapper;
  }

  @Override
  public Optional<Policy> find(PolicyId id) {
    return rows.findById(id.value()).map(mapper::fromRow);
  }

  @Override
  public Page<Policy> list(Filter filter, Page.Request page) {
    UUID owner = filter.organization().value();
    boolean rates = filter.rates();
    boolean archived = filter.archived();
    String unit = filter.unit().orElse(ANY_UNIT);
    if (filter.workspace().isEmpty()) {
      return page(
          rows.page(owner, rates, archived, unit, page.size(), page.offset()),
          rows.count(owner, rates, archived, unit));
    }
    UUID within = filter.workspace().get().value();
    return page(
        rows.pageIn(owner, within, rates, archived, unit, page.size(), page.offset()),
        rows.countIn(owner, within, rates, archived, unit));
  }

  @Override
  public List<Policy> active(OrganizationId organization, WorkspaceId workspace) {
    return rows.active(organization.value(), workspace.value()).stream()
        .map(mapper::fromRow)
        .toList();
  }

  @Override
  public Result<Policy, StoreConflict> save(Policy policy) {
    PolicyRow row = mapper.toRow(policy);
    try {
      return Result.ok(mapper.fromRow(policy.version() == 0 ? rows.save(row) : rows.update(row)));
    } catch (OptimisticLockException e) {
      return Result.err(new StoreConflict.Stale());
    } catch (DataAccessException e) {
      if (Violation.ofUnique(e)) {
        return Result.err(new StoreConflict.Stale());
      }
      throw e;
    }
  }

  private Page<Policy> page(List<PolicyRow> found, long total) {
    return new Page<>(found.stream().map(mapper::fromRow).toList(), total);
  }
}
