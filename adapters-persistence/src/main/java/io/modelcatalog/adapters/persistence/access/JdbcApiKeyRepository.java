package io.modelcatalog.adapters.persistence.access;

import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.data.exceptions.OptimisticLockException;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.adapters.persistence.tx.Violation;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

@Singleton
final class JdbcApiKeyRepository implements ApiKeyRepository {
  private final ApiKeyRows rows;
  private final ApiKeyUseRows uses;
  private final ApiKeyRowMapper mapper;

  JdbcApiKeyRepository(ApiKeyRows rows, ApiKeyUseRows uses, ApiKeyRowMapper mapper) {
    this.rows = rows;
    this.uses = uses;
    this.mapper = mapper;
  }

  @Override
  public Optional<ApiKey> find(ApiKeyId id) {
    return rows.findById(id.value()).map(mapper::fromRow);
  }

  @Override
  public Optional<ApiKey> findByDigest(KeyDigest digest) {
    return rows.findByDigest(digest.hex()).map(mapper::fromRow);
  }

  @Override
  public Page<ApiKey> list(Filter filter, Page.Request page) {
    List<String> types = filter.types().stream().map(Enum::name).toList();
    if (types.isEmpty()) {
      return new Page<>(List.of(), 0);
    }
    UUID owner = filter.organization().value();
    List<UUID> only = filter.ids().stream().map(ApiKeyId::value).distinct().toList();
    boolean all = filter.person().isEmpty();
    String person = filter.person().orElse("");
    int size = page.size();
    long before = page.offset();
    if (all && only.isEmpty() && types.size() == KeyType.values().length) {
      // Without anything to look at in the rows, the page is found in an index alone.
      return filter
          .workspace()
          .map(
              workspace ->
                  page(
                      rows.pageIn(owner, workspace.value(), size, before),
                      rows.countByOrganizationAndWorkspace(owner, workspace.value())))
          .orElseGet(() -> page(rows.page(owner, size, before), rows.countByOrganization(owner)));
    }
    if (filter.workspace().isEmpty()) {
      return only.isEmpty()
          ? page(
              rows.pageOnly(owner, types, all, person, size, before),
              rows.countOnly(owner, types, all, person))
          : page(
              rows.pageOf(owner, only, types, all, person, size, before),
              rows.countOf(owner, only, types, all, person));
    }
    UUID within = filter.workspace().get().value();
    return only.isEmpty()
        ? page(
            rows.pageOnlyIn(owner, within, types, all, person, size, before),
            rows.countOnlyIn(owner, within, types, all, person))
        : page(
            rows.pageInOf(owner, within, only, types, all, person, size, before),
            rows.countInOf(owner, within, only, types, all, person));
  }

  @Override
  public Map<ApiKeyId, Instant> lastUsed(Collection<ApiKeyId> ids) {
    Map<ApiKeyId, Instant> used = new HashMap<>();
    if (!ids.isEmpty()) {
      for (ApiKeyUseRow use :
          uses.findByIdIn(ids.stream().map(ApiKeyId::value).distinct().toList())) {
        used.put(new ApiKeyId(use.id()), Columns.instant(use.lastUsedAt()));
      }
    }
    return used;
  }

  @Override
  public List<ApiKey> in(WorkspaceId workspace) {
    return rows.in(workspace.value()).stream().map(mapper::fromRow).toList();
  }

  @Override
  public List<ApiKey> ofOrganization(OrganizationId organization) {
    return rows.ofOrganization(organization.value()).stream().map(mapper::fromRow).toList();
  }

  /** A digest that another key has is no conflict to be told: it throws. */
  @Override
  public Result<ApiKey, StoreConflict> save(ApiKey key) {
    ApiKeyRow row = mapper.toRow(key);
    try {
      return Result.ok(mapper.fromRow(key.version() == 0 ? rows.save(row) : rows.update(row)));
    } catch (OptimisticLockException e) {
      return Result.err(new StoreConflict.Stale());
    } catch (DataAccessException e) {
      if (Violation.ofUnique(e, "uq_api_key_digest")) {
        throw new IllegalStateException("api key: another one has the same digest", e);
      }
      if (Violation.ofUnique(e)) {
        return Result.err(new StoreConflict.Stale());
      }
      throw e;
    }
  }

  @Override
  public List<ApiKeyId> dueForRotation(Instant now, int most) {
    return rows.dueForRotation(Columns.micros(now), most).stream().map(ApiKeyId::new).toList();
  }

  @Override
  public boolean delete(ApiKeyId id) {
    return rows.remove(id.value()) > 0;
  }

  private Page<ApiKey> page(List<ApiKeyRow> found, long total) {
    return new Page<>(found.stream().map(mapper::fromRow).toList(), total);
  }
}
