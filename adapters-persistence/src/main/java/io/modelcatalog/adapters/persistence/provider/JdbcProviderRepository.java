package io.modelcatalog.adapters.persistence.provider;

import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.data.exceptions.OptimisticLockException;
import io.modelcatalog.adapters.persistence.tx.Violation;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.integration.GrantId;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.provider.ProviderId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Singleton
final class JdbcProviderRepository implements ProviderRepository {
  private final ProviderRows rows;
  private final ProviderRowMapper mapper;

  JdbcProviderRepository(ProviderRows rows, ProviderRowMapper mapper) {
    this.rows = rows;
    this.mapper = mapper;
  }

  @Override
  public Optional<AiProvider> find(ProviderId id) {
    return rows.findById(id.value()).map(mapper::fromRow);
  }

  @Override
  public Optional<AiProvider> findBySlug(WorkspaceId workspace, Slug slug) {
    return rows.findByWorkspaceAndSlug(workspace.value(), slug.value()).map(mapper::fromRow);
  }

  @Override
  public List<AiProvider> withSlug(OrganizationId organization, Slug slug) {
    return aggregates(rows.withSlug(organization.value(), slug.value()));
  }

  @Override
  public Page<AiProvider> list(
      OrganizationId organization, Optional<WorkspaceId> workspace, Page.Request page) {
    UUID owner = organization.value();
    if (workspace.isEmpty()) {
      long total = rows.countByOrganization(owner);
      return new Page<>(aggregates(page(owner, page, total)), total);
    }
    UUID within = workspace.get().value();
    return new Page<>(
        aggregates(rows.pageIn(owner, within, page.size(), page.offset())),
        rows.countByOrganizationAndWorkspace(owner, within));
  }

  @Override
  public List<AiProvider> in(WorkspaceId workspace) {
    return aggregates(rows.in(workspace.value()));
  }

  @Override
  public List<AiProvider> on(GrantId grant) {
    return aggregates(rows.on(grant.value()));
  }

  @Override
  public List<AiProvider> of(IntegrationId integration) {
    return aggregates(rows.of(integration.value()));
  }

  @Override
  public Result<AiProvider, StoreConflict> save(AiProvider provider) {
    Optional<ProviderRow> sameSlug =
        rows.findByWorkspaceAndSlug(provider.workspace().value(), provider.slug().value());
    if (sameSlug.isPresent() && !sameSlug.get().id().equals(provider.id().value())) {
      return Result.err(new StoreConflict.SlugTaken(provider.slug().value()));
    }
    ProviderRow row = mapper.toRow(provider);
    try {
      return Result.ok(mapper.fromRow(provider.version() == 0 ? rows.save(row) : rows.update(row)));
    } catch (OptimisticLockException e) {
      return Result.err(new StoreConflict.Stale());
    } catch (DataAccessException e) {
      if (Violation.ofUnique(e, "uq_provider_slug")) {
        return Result.err(new StoreConflict.SlugTaken(provider.slug().value()));
      }
      if (Violation.ofUnique(e)) {
        return Result.err(new StoreConflict.Stale());
      }
      throw e;
    }
  }

  @Override
  public boolean delete(ProviderId id) {
    return rows.remove(id.value()) > 0;
  }

  /** A page of the second half is counted from the end, which is nearer. */
  private List<ProviderRow> page(UUID owner, Page.Request page, long total) {
    long end = Math.min(total, page.offset() + page.size());
    int size = (int) (end - page.offset());
    if (size <= 0) {
      return List.of();
    }
    return page.offset() > total / 2
        ? rows.pageFromEnd(owner, size, total - end)
        : rows.page(owner, size, page.offset());
  }

  private List<AiProvider> aggregates(List<ProviderRow> found) {
    return found.stream().map(mapper::fromRow).toList();
  }
}
