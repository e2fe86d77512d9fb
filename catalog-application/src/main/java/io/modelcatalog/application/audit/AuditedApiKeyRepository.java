package io.modelcatalog.application.audit;

import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class AuditedApiKeyRepository implements ApiKeyRepository {
  private final ApiKeyRepository keys;
  private final AuditLog log;

  AuditedApiKeyRepository(ApiKeyRepository keys, AuditLog log) {
    this.keys = keys;
    this.log = log;
  }

  @Override
  public Optional<ApiKey> find(ApiKeyId id) {
    return keys.find(id);
  }

  @Override
  public Optional<ApiKey> findByDigest(KeyDigest digest) {
    return keys.findByDigest(digest);
  }

  @Override
  public Page<ApiKey> list(Filter filter, Page.Request page) {
    return keys.list(filter, page);
  }

  @Override
  public Map<ApiKeyId, Instant> lastUsed(Collection<ApiKeyId> ids) {
    return keys.lastUsed(ids);
  }

  @Override
  public List<ApiKey> in(WorkspaceId workspace) {
    return keys.in(workspace);
  }

  @Override
  public List<ApiKey> ofOrganization(OrganizationId organization) {
    return keys.ofOrganization(organization);
  }

  @Override
  public Result<ApiKey, StoreConflict> save(ApiKey key) {
    return log.saved(
        Kind.API_KEY, key, key.version() == 0, () -> keys.find(key.id()), () -> keys.save(key));
  }

  @Override
  public List<ApiKeyId> dueForRotation(Instant now, int most) {
    return keys.dueForRotation(now, most);
  }

  @Override
  public boolean delete(ApiKeyId id) {
    return log.deleted(Kind.API_KEY, () -> keys.find(id), () -> keys.delete(id), done -> done);
  }
}
