package io.modelcatalog.domain.person;

import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * That somebody may join an organization. Of the link that lets them in only a digest is kept.
 *
 * @param id identity
 * @param organization the tenant
 * @param email whom
 * @param role what they will be in the organization
 * @param workspaces where they will work; empty for the default workspace alone
 * @param keyScopes what an API key that each workspace gives them may do; empty for no key
 * @param digest of the link's token
 * @param status what became of it, except that it may have expired
 * @param expiresAt from when the link is dead
 * @param acceptedAt when they came
 * @param audit who invited them and when
 * @param version for optimistic locking; 0 for an object never stored
 */
public record Invite(
    InviteId id,
    OrganizationId organization,
    EmailAddress email,
    OrganizationRole role,
    List<Place> workspaces,
    Set<String> keyScopes,
    KeyDigest digest,
    Status status,
    Instant expiresAt,
    Optional<Instant> acceptedAt,
    Audit audit,
    long version) {
  public Invite {
    workspaces = List.copyOf(workspaces);
    keyScopes = Set.copyOf(keyScopes);
  }

  /**
   * A workspace somebody is invited to.
   *
   * @param workspace where
   * @param role as what
   */
  public record Place(WorkspaceId workspace, WorkspaceRole role) {}

  /** What became of an invite. */
  public enum Status {
    PENDING("pending"),
    ACCEPTED("accepted"),
    CANCELLED("cancelled"),
    EXPIRED("expired");

    private final String wireName;

    Status(String wireName) {
      this.wireName = wireName;
    }

    /** Its name on the wire. */
    public String wireName() {
      return wireName;
    }

    /** The status of this name on the wire; empty if none has it. */
    public static Optional<Status> of(String wireName) {
      for (Status status : values()) {
        if (status.wireName.equals(wireName)) {
          return Optional.of(status);
        }
      }
      return Optional.empty();
    }
  }

  /** What has become of it by now. */
  public Status statusAt(Instant now) {
    return status == Status.PENDING && !now.isBefore(expiresAt) ? Status.EXPIRED : status;
  }

  /** The same invite with another end. */
  public Invite ended(Status how, Instant now) {
    return new Invite(
        id,
        organization,
        email,
        role,
        workspaces,
        keyScopes,
        digest,
        how,
        expiresAt,
        how == Status.ACCEPTED ? Optional.of(now) : acceptedAt,
        audit.changed(now),
        version);
  }

  /** The same invite with another link, pending anew. */
  public Invite renewed(KeyDigest link, Instant until, Instant now) {
    return new Invite(
        id,
        organization,
        email,
        role,
        workspaces,
        keyScopes,
        link,
        Status.PENDING,
        until,
        Optional.empty(),
        audit.changed(now),
        version);
  }

  /** The same invite as stored under another version. */
  public Invite versioned(long next) {
    return new Invite(
        id,
        organization,
        email,
        role,
        workspaces,
        keyScopes,
        digest,
        status,
        expiresAt,
        acceptedAt,
        audit,
        next);
  }
}
