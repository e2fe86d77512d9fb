package io.modelcatalog.adapters.persistence.integration;

import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.data.exceptions.OptimisticLockException;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.adapters.persistence.tx.Statements;
import io.modelcatalog.adapters.persistence.tx.Violation;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.integration.GrantId;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Singleton
final class JdbcIntegrationRepository implements IntegrationRepository {
  private static final String MADE_MEANWHILE = "something made meanwhile";

  private final IntegrationRows integrations;
  private final WorkspaceGrantRows grants;
  private final IntegrationRowMapper mapper;
  private final Statements statements;

  JdbcIntegrationRepository(
      IntegrationRows integrations,
      WorkspaceGrantRows grants,
      IntegrationRowMapper mapper,
      Statements statements) {
    this.integrations = integrations;
    this.grants = grants;
    this.mapper = mapper;
    this.statements = statements;
  }

  @Override
  public Optional<Integration> find(IntegrationId id) {
    return integrations.findById(id.value()).map(mapper::fromRow);
  }

  @Override
  public List<Integration> findAll(Collection<IntegrationId> ids) {
    return ids.isEmpty()
        ? List.of()
        : integrations.findByIdIn(ids.stream().map(IntegrationId::value).toList()).stream()
            .map(mapper::fromRow)
            .toList();
  }

  @Override
  public Optional<Integration> findBySlug(OrganizationId organization, Slug slug) {
    return integrations
        .findByOrganizationAndSlug(organization.value(), slug.value())
        .map(mapper::fromRow);
  }

  @Override
  public Page<Integration> list(OrganizationId organization, Filter filter, Page.Request page) {
    UUID owner = organization.value();
    int size = page.size();
    long before = page.offset();
    if (filter.workspace().isEmpty()) {
      return switch (filter.owner()) {
        case ORGANIZATION ->
            page(
                integrations.pageOfOrganization(owner, size, before),
                integrations.countOfOrganization(owner));
        case WORKSPACE ->
            page(
                integrations.pageOfWorkspaces(owner, size, before),
                integrations.countOfWorkspaces(owner));
        case ALL -> page(integrations.page(owner, size, before), integrations.count(owner));
      };
    }
    UUID workspace = filter.workspace().get().value();
    return switch (filter.owner()) {
      case ORGANIZATION ->
          page(
              integrations.pageGrantedTo(owner, workspace, size, before),
              integrations.countGrantedTo(owner, workspace));
      case WORKSPACE ->
          page(
              integrations.pageMadeIn(owner, workspace, size, before),
              integrations.countMadeIn(owner, workspace));
      case ALL ->
          page(
              integrations.pageUsableIn(owner, workspace, size, before),
              integrations.countUsableIn(owner, workspace));
    };
  }

  @Override
  public List<Integration> all(OrganizationId organization) {
    return integrations.oldestFirst(organization.value()).stream().map(mapper::fromRow).toList();
  }

  @Override
  public Result<Integration, StoreConflict> save(Integration integration) {
    Optional<IntegrationRow> sameSlug =
        integrations.findByOrganizationAndSlug(
            integration.organization().value(), integration.slug().value());
    if (sameSlug.isPresent() && !sameSlug.get().id().equals(integration.id().value())) {
      return Result.err(new StoreConflict.SlugTaken(integration.slug().value()));
    }
    IntegrationRow row = mapper.toRow(integration);
    try {
      return Result.ok(
          mapper.fromRow(
              integration.version() == 0 ? integrations.save(row) : integrations.update(row)));
    } catch (OptimisticLockException e) {
      return Result.err(new StoreConflict.Stale());
    } catch (DataAccessException e) {
      if (Violation.ofUnique(e, "uq_integration_slug")) {
        return Result.err(new StoreConflict.SlugTaken(integration.slug().value()));
      }
      if (Violation.ofUnique(e)) {
        return Result.err(new StoreConflict.Stale());
      }
      throw e;
    }
  }

  @Override
  public Result<Boolean, StoreConflict> delete(IntegrationId id) {
    if (integrations.countProviders(id.value()) > 0) {
      return Result.err(new StoreConflict.StillUsed("provider"));
    }
    try {
      grants.removeOf(id.value());
      return Result.ok(integrations.remove(id.value()) > 0);
    } catch (DataAccessException e) {
      if (Violation.ofForeignKey(e)) {
        return Result.err(new StoreConflict.StillUsed(MADE_MEANWHILE));
      }
      throw e;
    }
  }

  /** What is looked for in the text is looked at again by whoever reads the integration. */
  @Override
  public List<IntegrationId> dueForListing(Instant now, int most) {
    return statements.query(
        """
        SELECT i.id FROM integration i LEFT JOIN model_listing l ON l.integration_id = i.id
        WHERE i.extras LIKE ? AND (l.due_at IS NULL OR l.due_at <= ?)
        ORDER BY COALESCE(l.due_at, 0), i.id LIMIT ?\
        """,
        row -> new IntegrationId(row.getObject(1, UUID.class)),
        "%\"" + Integration.ENABLES_NEW_MODELS + "\":true%",
        Columns.micros(now),
        most);
  }

  @Override
  public boolean takeListing(IntegrationId id, Instant now, Instant next) {
    return statements.update(
                "UPDATE model_listing SET due_at = ? WHERE integration_id = ? AND due_at <= ?",
                Columns.micros(next),
                id.value(),
                Columns.micros(now))
            > 0
        || statements.update(
                """
                INSERT INTO model_listing (integration_id, due_at)
                SELECT id, CAST(? AS BIGINT) FROM integration WHERE id = ? ON CONFLICT DO NOTHING\
                """,
                Columns.micros(next),
                id.value())
            > 0;
  }

  @Override
  public Optional<WorkspaceGrant> findGrant(GrantId id) {
    return grants.findById(id.value()).map(mapper::fromRow);
  }

  @Override
  public Optional<WorkspaceGrant> findGrant(IntegrationId integration, WorkspaceId workspace) {
    return grants
        .findByIntegrationAndWorkspace(integration.value(), workspace.value())
        .map(mapper::fromRow);
  }

  @Override
  public List<WorkspaceGrant> grantsOf(IntegrationId integration) {
    return grants.of(integration.value()).stream().map(mapper::fromRow).toList();
  }

  @Override
  public List<WorkspaceGrant> grantsTo(WorkspaceId workspace) {
    return grants.to(workspace.value()).stream().map(mapper::fromRow).toList();
  }

  /** A second grant of the same pair is a race with whoever made the first, so it is stale. */
  @Override
  public Result<WorkspaceGrant, StoreConflict> saveGrant(WorkspaceGrant grant) {
    Optional<WorkspaceGrantRow> samePair =
        grants.findByIntegrationAndWorkspace(
            grant.integration().value(), grant.workspace().value());
    if (samePair.isPresent() && !samePair.get().id().equals(grant.id().value())) {
      return Result.err(new StoreConflict.Stale());
    }
    WorkspaceGrantRow row = mapper.toRow(grant);
    try {
      return Result.ok(
          mapper.fromRow(grant.version() == 0 ? grants.save(row) : grants.update(row)));
    } catch (OptimisticLockException e) {
      return Result.err(new StoreConflict.Stale());
    } catch (DataAccessException e) {
      if (Violation.ofUnique(e)) {
        return Result.err(new StoreConflict.Stale());
      }
      throw e;
    }
  }

  @Override
  public Result<Boolean, StoreConflict> deleteGrant(GrantId id) {
    if (grants.countProviders(id.value()) > 0) {
      return Result.err(new StoreConflict.StillUsed("provider"));
    }
    try {
      return Result.ok(grants.remove(id.value()) > 0);
    } catch (DataAccessException e) {
      if (Violation.ofForeignKey(e)) {
        return Result.err(new StoreConflict.StillUsed(MADE_MEANWHILE));
      }
      throw e;
    }
  }

  private Page<Integration> page(List<IntegrationRow> rows, long total) {
    return new Page<>(rows.stream().map(mapper::fromRow).toList(), total);
  }
}
