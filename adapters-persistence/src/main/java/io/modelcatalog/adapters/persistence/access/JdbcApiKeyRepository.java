package io.modelcatalog.adapters.persistence.access;

import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.data.exceptions.OptimisticLockException;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.adapters.persistence.tx.Statements;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

@Singleton
final class JdbcApiKeyRepository implements ApiKeyRepository {
  private static final String ENDED = "(expires_at <= ? OR secret_ends_at <= ?)";
  private static final String GOING_ON =
      "(expires_at IS NULL OR expires_at > ?) AND (secret_ends_at IS NULL OR secret_ends_at > ?)";

  private final ApiKeyRows rows;
  private final ApiKeyUseRows uses;
  private final ApiKeyRowMapper mapper;
  private final Statements statements;

  JdbcApiKeyRepository(
      ApiKeyRows rows, ApiKeyUseRows uses, ApiKeyRowMapper mapper, Statements statements) {
    this.rows = rows;
    this.uses = uses;
    this.mapper = mapper;
    this.statements = statements;
  }

  @Override
  public Optional<ApiKey> find(ApiKeyId id) {
    return rows.findById(id.value()).map(mapper::fromRow);
  }

  @Override
  public Optional<ApiKey> findByDigest(KeyDigest digest) {
    return rows.findByDigest(digest.hex()).map(mapper::fromRow);
  }

  /**
   * The page's ids first: without much to look at in the rows, they are found in an index alone.
   */
  @Override
  public Page<ApiKey> list(Filter filter, Page.Request page) {
    if (filter.types().isEmpty()) {
      return new Page<>(List.of(), 0);
    }
    List<Object> values = new ArrayList<>();
    String where = where(filter, values);
    long total = statements.count("SELECT COUNT(*)" + where, values.toArray());
    values.add(page.size());
    values.add(page.offset());
    List<UUID> ids =
        statements.query(
            "SELECT id" + where + " ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?",
            row -> row.getObject(1, UUID.class),
            values.toArray());
    Map<UUID, ApiKeyRow> found = new HashMap<>();
    if (!ids.isEmpty()) {
      rows.findByIdIn(ids).forEach(row -> found.put(row.id(), row));
    }
    return new Page<>(
        ids.stream().map(found::get).filter(Objects::nonNull).map(mapper::fromRow).toList(), total);
  }

  /** The question of a filter, asked in as few words as it takes. */
  private static String where(Filter filter, List<Object> values) {
    StringBuilder where = new StringBuilder(" FROM api_key WHERE organization_id = ?");
    values.add(filter.organization().value());
    filter.workspace().ifPresent(home -> and(where, "workspace_id = ?", values, home.value()));
    if (!filter.ids().isEmpty()) {
      in(where, "id IN", filter.ids().stream().map(ApiKeyId::value).distinct().toList(), values);
    }
    if (filter.types().size() < KeyType.values().length) {
      in(where, "key_type IN", filter.types().stream().map(Enum::name).toList(), values);
    }
    filter
        .person()
        .ifPresent(person -> and(where, "(owner_user IS NULL OR owner_user = ?)", values, person));
    filter
        .life()
        .ifPresent(
            life -> {
              Object at = Columns.micros(life.at());
              and(where, life.expired() ? ENDED : GOING_ON, values, at, at);
            });
    if (filter.budgeted()) {
      and(where, "limits NOT LIKE '{\"budgets\":[]%'", values);
    }
    if (!filter.except().isEmpty()) {
      in(where, "id NOT IN", filter.except().stream().map(ApiKeyId::value).toList(), values);
    }
    return where.toString();
  }

  private static void in(
      StringBuilder where, String what, List<? extends Object> these, List<Object> values) {
    String places = String.join(", ", Collections.nCopies(these.size(), "?"));
    and(where, what + " (" + places + ")", values, these.toArray());
  }

  private static void and(
      StringBuilder where, String condition, List<Object> values, Object... more) {
    where.append(" AND ").append(condition);
    values.addAll(List.of(more));
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
}
