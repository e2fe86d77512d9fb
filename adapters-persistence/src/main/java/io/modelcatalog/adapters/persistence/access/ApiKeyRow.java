package io.modelcatalog.adapters.persistence.access;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import io.micronaut.data.annotation.Version;
import io.modelcatalog.adapters.persistence.json.Audited;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key in its table.
 *
 * @param rotationDays how many days are between two rotations; {@link ApiKeyRowMapper} says how
 *     weeks, months and a single one stand here
 * @param rotationNext null without a policy
 * @param rotationDue the same while it is still to be done; what the background looks for
 * @param rotationTransition in milliseconds
 */
@MappedEntity("api_key")
record ApiKeyRow(
    @Id UUID id,
    @MappedProperty("organization_id") UUID organization,
    @MappedProperty("workspace_id") @Nullable UUID workspace,
    @MappedProperty("key_type") String type,
    @MappedProperty("owner_user") @Nullable String user,
    String name,
    @Nullable String description,
    String digest,
    String mask,
    String scopes,
    String limits,
    String defaults,
    String alertEmails,
    @Nullable Long expiresAt,
    @Nullable String retiringDigest,
    @Nullable Long retiringUntil,
    @Nullable Integer rotationDays,
    @Nullable Long rotationNext,
    @Nullable Long rotationDue,
    @Nullable Long rotationTransition,
    @Nullable Long secretEndsAt,
    int usageEpoch,
    @Nullable Long lastResetAt,
    String createdBy,
    long createdAt,
    long updatedAt,
    @Version long version)
    implements Audited {
  /** Without the digest, which is nobody's business in a log. */
  @Override
  public String toString() {
    return "ApiKeyRow(" + id + ")";
  }
}
