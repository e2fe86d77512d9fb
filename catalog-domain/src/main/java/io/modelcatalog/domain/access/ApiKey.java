package io.modelcatalog.domain.access;

import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who calls: the record of a key, never the key itself.
 *
 * @param id identity
 * @param organization the tenant
 * @param workspace where it works; empty for an organization's key
 * @param type whose key it is; never changes
 * @param user the person of a user key
 * @param name for people
 * @param description for people
 * @param digest the keyed hash it is known by
 * @param mask what may be shown of it
 * @param scopes what it may do
 * @param limits limits of its own
 * @param defaults what its calls start from, by wire names ({@code metadata}, {@code config_id},
 *     {@code allow_config_override})
 * @param alertEmails who is told of its limits
 * @param expiresAt from when it is refused
 * @param retiring the secret it had before its last rotation; empty if it never had another
 * @param rotation when it is to get another secret by itself; empty if never
 * @param secretEndsAt from when the present secret is refused, because a rotation is due by the
 *     clock and nobody has fetched the new secret yet; empty if none is due
 * @param usageEpoch how often its usage was reset
 * @param lastResetAt when its usage was last reset by hand
 * @param audit who made it and when
 * @param version for optimistic locking; 0 for an object never stored
 */
public record ApiKey(
    ApiKeyId id,
    OrganizationId organization,
    Optional<WorkspaceId> workspace,
    KeyType type,
    Optional<String> user,
    String name,
    Optional<String> description,
    KeyDigest digest,
    String mask,
    Set<String> scopes,
    Limits limits,
    Settings defaults,
    List<String> alertEmails,
    Optional<Instant> expiresAt,
    Optional<RetiringKey> retiring,
    Optional<RotationPolicy> rotation,
    Optional<Instant> secretEndsAt,
    int usageEpoch,
    Optional<Instant> lastResetAt,
    Audit audit,
    long version) {
  public ApiKey {
    if (name.isBlank() || name.length() > 255) {
      throw new IllegalArgumentException("name: expected 1 to 255 characters");
    }
    if (workspace.isPresent() == (type == KeyType.ORGANISATION_SERVICE)) {
      throw new IllegalArgumentException(
          "workspace_id: expected for workspace keys, and for no other");
    }
    scopes = Set.copyOf(scopes);
    alertEmails = List.copyOf(alertEmails);
  }

  /** Whether it has expired at the instant. */
  public boolean expiredAt(Instant now) {
    return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
  }

  /**
   * From when it is let in by none of its secrets: when it expires, or while a rotation by the
   * clock waits for somebody to fetch the new secret, when the present one ends.
   */
  public Optional<Instant> end() {
    return secretEndsAt.map(this::notBeyondExpiry).or(() -> expiresAt);
  }

  /** Whether it is let in by none of its secrets at the instant. */
  public boolean endedAt(Instant now) {
    return end().filter(end -> !now.isBefore(end)).isPresent();
  }

  /** When it is due to get another secret by the clock; empty if never. */
  public Optional<Instant> rotationDue() {
    return rotation.flatMap(RotationPolicy::due);
  }

  /**
   * With a rotation begun that was due: the present secret is let in for the policy's transition
   * yet. The new one is made for whoever comes to fetch it, so that nobody keeps it meanwhile. If
   * the last one was never fetched, its end stays what it was.
   *
   * @throws IllegalStateException if none is due
   */
  public ApiKey rotationBegun(Instant now) {
    RotationPolicy policy = rotation.orElseThrow(() -> new IllegalStateException("not due"));
    if (policy.due().filter(due -> !now.isBefore(due)).isEmpty()) {
      throw new IllegalStateException("not due");
    }
    Instant end = secretEndsAt.orElseGet(() -> notBeyondExpiry(now.plus(policy.transition())));
    return with(digest, mask, retiring, Optional.of(policy.done(now)), Optional.of(end), now);
  }

  /**
   * With another secret. The present one is let in for a while yet; one that was retiring before is
   * let in no longer.
   *
   * @param newDigest the keyed hash of the new secret
   * @param newMask what may be shown of it
   * @param until when the present secret is refused, unless a rotation that was due has said so
   *     already; not after the key itself expires
   */
  public ApiKey rotated(KeyDigest newDigest, String newMask, Instant until, Instant now) {
    return with(
        newDigest,
        newMask,
        Optional.of(new RetiringKey(digest, secretEndsAt.orElse(notBeyondExpiry(until)))),
        secretEndsAt.isPresent() ? rotation : rotation.map(policy -> policy.anew(now)),
        Optional.empty(),
        now);
  }

  private Instant notBeyondExpiry(Instant until) {
    return expiresAt.filter(until::isAfter).orElse(until);
  }

  private ApiKey with(
      KeyDigest otherDigest,
      String otherMask,
      Optional<RetiringKey> otherRetiring,
      Optional<RotationPolicy> otherRotation,
      Optional<Instant> otherEnd,
      Instant now) {
    return new ApiKey(
        id,
        organization,
        workspace,
        type,
        user,
        name,
        description,
        otherDigest,
        otherMask,
        scopes,
        limits,
        defaults,
        alertEmails,
        expiresAt,
        otherRetiring,
        otherRotation,
        otherEnd,
        usageEpoch,
        lastResetAt,
        audit.changed(now),
        version);
  }
}
