package io.modelcatalog.domain.provider;

import io.modelcatalog.domain.integration.GrantId;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.ModelAccess;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.Optional;

/**
 * What a workspace calls, as {@code @slug/model}. It inherits credentials, models and limits from
 * its grant and may only be stricter.
 *
 * @param id identity
 * @param organization the tenant
 * @param workspace whose provider it is
 * @param integration where its credentials and models come from
 * @param grant what makes the integration available here
 * @param slug unique in the workspace; never changes
 * @param name for people
 * @param note for people
 * @param origin how it came to be
 * @param limits limits of its own, besides those it inherits
 * @param models a narrower model list; empty for the grant's
 * @param expiresAt from when it refuses calls
 * @param usageEpoch how often its usage was reset
 * @param lastResetAt when its usage was last reset by hand
 * @param audit who made it and when
 * @param version for optimistic locking; 0 for an object never stored
 */
public record AiProvider(
    ProviderId id,
    OrganizationId organization,
    WorkspaceId workspace,
    IntegrationId integration,
    GrantId grant,
    Slug slug,
    String name,
    Optional<String> note,
    ProviderOrigin origin,
    Limits limits,
    Optional<ModelAccess> models,
    Optional<Instant> expiresAt,
    int usageEpoch,
    Optional<Instant> lastResetAt,
    Audit audit,
    long version) {
  public AiProvider {
    if (name.isBlank() || name.length() > 255) {
      throw new IllegalArgumentException("name: expected 1 to 255 characters");
    }
  }

  /** Whether it has expired at the instant. */
  public boolean expiredAt(Instant now) {
    return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
  }
}
