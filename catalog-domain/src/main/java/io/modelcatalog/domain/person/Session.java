package io.modelcatalog.domain.person;

import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.organization.OrganizationId;
import java.time.Duration;
import java.time.Instant;

/**
 * That somebody has signed in. Of the token that stands for it only a digest is kept.
 *
 * @param id identity; it opens nothing
 * @param organization the tenant
 * @param user who
 * @param token the digest of the token
 * @param createdAt when they signed in
 * @param lastSeenAt when they last did something; within a minute
 * @param endsAt when it ends whatever they do
 * @param clientIp from where they signed in
 * @param client what they signed in with, as it called itself
 */
public record Session(
    SessionId id,
    OrganizationId organization,
    UserId user,
    KeyDigest token,
    Instant createdAt,
    Instant lastSeenAt,
    Instant endsAt,
    String clientIp,
    String client) {

  /** Whether it still holds at the instant, if nothing may be done for so long at most. */
  public boolean holdsAt(Instant now, Duration idle) {
    return now.isBefore(endsAt) && now.isBefore(lastSeenAt.plus(idle));
  }
}
