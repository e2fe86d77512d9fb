package io.modelcatalog.adapters.persistence.config;

import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.data.exceptions.OptimisticLockException;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.adapters.persistence.tx.Violation;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.config.ConfigId;
import io.modelcatalog.domain.config.ConfigVersion;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Singleton
final class JdbcConfigRepository implements ConfigRepository {
  private final ConfigRows rows;
  private final ConfigVersionRows versions;

  JdbcConfigRepository(ConfigRows rows, ConfigVersionRows versions) {
    this.rows = rows;
    this.versions = versions;
  }

  @Override
  public Optional<Config> find(ConfigId id) {
    return rows.findById(id.value()).map(JdbcConfigRepository::config);
  }

  @Override
  public Optional<Config> findBySlug(OrganizationId organization, Slug slug) {
    return rows.bySlug(organization.value(), slug.value()).map(JdbcConfigRepository::config);
  }

  @Override
  public Optional<Config> hold(ConfigId id) {
    return rows.hold(id.value()).map(JdbcConfigRepository::config);
  }

  @Override
  public Optional<Config> defaultOf(WorkspaceId workspace) {
    return rows.defaultOf(workspace.value()).map(JdbcConfigRepository::config);
  }

  @Override
  public Page<Config> list(Filter filter, Page.Request page) {
    UUID owner = filter.organization().value();
    boolean archived = filter.archived();
    if (filter.workspaces().isEmpty()) {
      return page(
          rows.page(owner, archived, page.size(), page.offset()), rows.count(owner, archived));
    }
    List<UUID> within = filter.workspaces().get().stream().map(WorkspaceId::value).toList();
    return within.isEmpty()
        ? new Page<>(List.of(), 0)
        : page(
            rows.pageIn(owner, within, archived, page.size(), page.offset()),
            rows.countIn(owner, within, archived));
  }

  @Override
  public Page<ConfigVersion> versions(ConfigId id, Page.Request page) {
    return new Page<>(
        versions.page(id.value(), page.size(), page.offset()).stream()
            .map(JdbcConfigRepository::version)
            .toList(),
        versions.count(id.value()));
  }

  @Override
  public Result<Config, StoreConflict> save(Config config) {
    ConfigRow row = row(config);
    try {
      Config saved = config(config.version() == 0 ? rows.save(row) : rows.update(row));
      ConfigVersion current = config.current();
      if (versions.stored(current.id()) == 0) {
        versions.insert(
            current.id(),
            config.id().value(),
            current.number(),
            current.document(),
            current.createdBy().value(),
            Columns.micros(current.createdAt()));
      }
      return Result.ok(saved);
    } catch (OptimisticLockException e) {
      return Result.err(new StoreConflict.Stale());
    } catch (DataAccessException e) {
      if (Violation.ofUnique(e, "uq_config_slug")) {
        return Result.err(new StoreConflict.SlugTaken(config.slug().value()));
      }
      if (Violation.ofUnique(e)) {
        return Result.err(new StoreConflict.Stale());
      }
      throw e;
    }
  }

  @Override
  public boolean delete(ConfigId id) {
    return rows.remove(id.value()) > 0;
  }

  private static Page<Config> page(List<ConfigRow> found, long total) {
    return new Page<>(found.stream().map(JdbcConfigRepository::config).toList(), total);
  }

  private static ConfigRow row(Config config) {
    ConfigVersion current = config.current();
    return new ConfigRow(
        config.id().value(),
        config.organization().value(),
        config.workspace().value(),
        config.slug().value(),
        config.name(),
        current.id(),
        current.number(),
        current.document(),
        current.createdBy().value(),
        Columns.micros(current.createdAt()),
        config.isDefault() ? config.workspace().value() : null,
        config.archived(),
        config.updatedBy().value(),
        config.audit().createdBy().value(),
        Columns.micros(config.audit().createdAt()),
        Columns.micros(config.audit().updatedAt()),
        Columns.rowVersion(config.version()));
  }

  private static Config config(ConfigRow row) {
    return new Config(
        new ConfigId(row.id()),
        new OrganizationId(row.organization()),
        new WorkspaceId(row.workspace()),
        new Slug(row.slug()),
        row.name(),
        new ConfigVersion(
            row.versionId(),
            row.versionNumber(),
            row.document(),
            new ActorId(row.versionBy()),
            Columns.instant(row.versionAt())),
        row.defaultOf() != null,
        row.archived(),
        new ActorId(row.updatedBy()),
        Columns.audit(row),
        Columns.version(row.version()));
  }

  private static ConfigVersion version(ConfigVersionRow row) {
    return new ConfigVersion(
        row.id(),
        row.versionNumber(),
        row.document(),
        new ActorId(row.createdBy()),
        Columns.instant(row.createdAt()));
  }
}
