package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationPool;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.Narrowing;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;

/** The rules for what all workspaces together may use of an integration. */
final class PoolLimits {
  /** The field that says it. */
  static final String FIELD = "pool_limits";

  private PoolLimits() {}

  /** A pool after a change. One that becomes tighter than a workspace's limits stops it first. */
  static Result<IntegrationPool, CatalogError> changed(
      IntegrationPool current, LimitsChange change, boolean reset, Instant now) {
    return change
        .applyTo(current.limits(), now)
        .mapError(
            error ->
                error instanceof CatalogError.Invalid(String field, String rule)
                    ? new CatalogError.Invalid(FIELD + "." + field, rule)
                    : error)
        .map(current::limitedTo)
        .map(pool -> reset ? pool.reset(now) : pool);
  }

  /** Refuses a workspace's limits that are declared anew and looser than the pool's. */
  static Result<Limits, CatalogError> within(Integration integration, Limits before, Limits after) {
    return Narrowing.check(
            LimitsChange.declaredAnew(before, after),
            integration.pool().limits(),
            Level.INTEGRATION)
        .<CatalogError>mapError(CatalogError.LoosensParent::new)
        .map(checked -> after);
  }
}
