package io.modelcatalog.application.audit;

import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.config.ConfigId;
import io.modelcatalog.domain.config.ConfigVersion;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Optional;

final class AuditedConfigRepository implements ConfigRepository {
  private final ConfigRepository configs;
  private final AuditLog log;

  AuditedConfigRepository(ConfigRepository configs, AuditLog log) {
    this.configs = configs;
    this.log = log;
  }

  @Override
  public Optional<Config> find(ConfigId id) {
    return configs.find(id);
  }

  @Override
  public Optional<Config> findBySlug(OrganizationId organization, Slug slug) {
    return configs.findBySlug(organization, slug);
  }

  @Override
  public Optional<Config> hold(ConfigId id) {
    return configs.hold(id);
  }

  @Override
  public Optional<Config> defaultOf(WorkspaceId workspace) {
    return configs.defaultOf(workspace);
  }

  @Override
  public Page<Config> list(Filter filter, Page.Request page) {
    return configs.list(filter, page);
  }

  @Override
  public Page<ConfigVersion> versions(ConfigId id, Page.Request page) {
    return configs.versions(id, page);
  }

  @Override
  public Result<Config, StoreConflict> save(Config config) {
    return log.saved(
        Kind.CONFIG,
        config,
        config.version() == 0,
        () -> configs.find(config.id()),
        () -> configs.save(config));
  }

  @Override
  public boolean delete(ConfigId id) {
    return log.deleted(Kind.CONFIG, () -> configs.find(id), () -> configs.delete(id), done -> done);
  }
}
