package io.modelcatalog.application.provider;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.Narrowing;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;

/** The rules for a provider's own limits. */
final class ProviderLimits {
  private ProviderLimits() {}

  /**
   * The limits of a provider after a change.
   *
   * @return {@link CatalogError.LoosensParent} if one that is declared anew is looser than what the
   *     grant has, be it of its own or the integration's default, or than the integration's pool
   */
  static Result<Limits, CatalogError> changed(
      LimitsChange change,
      Limits current,
      WorkspaceGrant grant,
      Integration integration,
      Instant now) {
    Level setBy = grant.ownLimits().isPresent() ? Level.GRANT : Level.INTEGRATION_DEFAULT;
    return change
        .applyTo(current, now)
        .then(
            limits ->
                Narrowing.check(
                        LimitsChange.declaredAnew(current, limits),
                        grant.limits(integration),
                        setBy)
                    .then(
                        checked ->
                            Narrowing.check(
                                checked, integration.pool().limits(), Level.INTEGRATION))
                    .<CatalogError>mapError(CatalogError.LoosensParent::new)
                    .map(checked -> limits));
  }
}
