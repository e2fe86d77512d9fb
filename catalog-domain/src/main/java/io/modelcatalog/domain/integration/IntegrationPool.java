package io.modelcatalog.domain.integration;

import io.modelcatalog.domain.limit.Limits;
import java.time.Instant;
import java.util.Optional;

/**
 * What all workspaces together may use of an integration, each limit counted once for the whole
 * organization.
 *
 * @param limits the limits; none by default
 * @param usageEpoch how often the usage was reset
 * @param lastResetAt when the usage was last reset by hand
 */
public record IntegrationPool(Limits limits, int usageEpoch, Optional<Instant> lastResetAt) {
  /** No pool: each workspace is limited on its own. */
  public static final IntegrationPool NONE = new IntegrationPool(Limits.NONE, 0, Optional.empty());

  /** The same usage under other limits. */
  public IntegrationPool limitedTo(Limits newLimits) {
    return new IntegrationPool(newLimits, usageEpoch, lastResetAt);
  }

  /** With the usage starting over. */
  public IntegrationPool reset(Instant now) {
    return new IntegrationPool(limits, usageEpoch + 1, Optional.of(now));
  }
}
