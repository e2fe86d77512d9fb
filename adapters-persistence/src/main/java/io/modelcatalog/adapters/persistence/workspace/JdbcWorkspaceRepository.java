package io.modelcatalog.adapters.persistence.workspace;

import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.data.exceptions.OptimisticLockException;
import io.modelcatalog.adapters.persistence.tx.Violation;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

@Singleton
final class JdbcWorkspaceRepository implements WorkspaceRepository {
  private final WorkspaceRows rows;
  private final WorkspaceRowMapper mapper;

  JdbcWorkspaceRepository(WorkspaceRows rows, WorkspaceRowMapper mapper) {
    this.rows = rows;
    this.mapper = mapper;
  }

  @Override
  public Optional<Workspace> find(WorkspaceId id) {
    return rows.findById(id.value()).map(mapper::fromRow);
  }

  @Override
  public List<Workspace> findAll(Collection<WorkspaceId> ids) {
    return ids.isEmpty()
        ? List.of()
        : rows.findByIdIn(ids.stream().map(WorkspaceId::value).toList()).stream()
            .map(mapper::fromRow)
            .toList();
  }

  @Override
  public Optional<Workspace> findBySlug(OrganizationId organization, Slug slug) {
    return rows.findByOrganizationAndSlug(organization.value(), slug.value()).map(mapper::fromRow);
  }

  @Override
  public Page<Workspace> list(
      OrganizationId organization,
      Optional<String> name,
      Optional<String> exactName,
      boolean archived,
      Page.Request page) {
    if (name.isEmpty() && exactName.isEmpty()) {
      return new Page<>(
          rows.page(organization.value(), archived, page.size(), page.offset()).stream()
              .map(mapper::fromRow)
              .toList(),
          rows.countByOrganizationAndArchived(organization.value(), archived));
    }
    // Compared here, because what "in any case" means to a database hangs on its collation.
    List<WorkspaceRow> matching =
        rows.oldestFirst(organization.value()).stream()
            .filter(
                row ->
                    row.archived() == archived
                        && (name.isEmpty() || containsIgnoringCase(row.name(), name.get()))
                        && (exactName.isEmpty() || row.name().equals(exactName.get())))
            .toList();
    return new Page<>(
        matching.stream().skip(page.offset()).limit(page.size()).map(mapper::fromRow).toList(),
        matching.size());
  }

  @Override
  public List<Workspace> all(OrganizationId organization) {
    return rows.oldestFirst(organization.value()).stream().map(mapper::fromRow).toList();
  }

  @Override
  public Result<Workspace, StoreConflict> save(Workspace workspace) {
    Optional<WorkspaceRow> sameSlug =
        rows.findByOrganizationAndSlug(workspace.organization().value(), workspace.slug().value());
    if (sameSlug.isPresent() && !sameSlug.get().id().equals(workspace.id().value())) {
      return Result.err(new StoreConflict.SlugTaken(workspace.slug().value()));
    }
    WorkspaceRow row = mapper.toRow(workspace);
    try {
      return Result.ok(
          mapper.fromRow(workspace.version() == 0 ? rows.save(row) : rows.update(row)));
    } catch (OptimisticLockException e) {
      return Result.err(new StoreConflict.Stale());
    } catch (DataAccessException e) {
      if (Violation.ofUnique(e, "uq_workspace_slug")) {
        return Result.err(new StoreConflict.SlugTaken(workspace.slug().value()));
      }
      if (Violation.ofUnique(e)) {
        return Result.err(new StoreConflict.Stale());
      }
      throw e;
    }
  }

  @Override
  public Result<Boolean, StoreConflict> delete(WorkspaceId id) {
    String user = rows.whatBelongsTo(id.value());
    if (!user.isEmpty()) {
      return Result.err(new StoreConflict.StillUsed(user));
    }
    try {
      return Result.ok(rows.remove(id.value()) > 0);
    } catch (DataAccessException e) {
      if (Violation.ofForeignKey(e)) {
        return Result.err(new StoreConflict.StillUsed("something made meanwhile"));
      }
      throw e;
    }
  }

  private static boolean containsIgnoringCase(String text, String part) {
    return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }
}
