package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.person.InviteId;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.util.Optional;

/** Invites. An organization has at most one that is stored as pending for an address. */
public interface InviteRepository {
  Optional<Invite> find(InviteId id);

  /** By the digest of its link's token. */
  Optional<Invite> findByDigest(KeyDigest digest);

  /** The one that is stored as pending, be it that it has expired meanwhile. */
  Optional<Invite> findPending(OrganizationId organization, EmailAddress email);

  /** Lists an organization's invites, oldest first. */
  Page<Invite> list(Filter filter, Page.Request page);

  /**
   * Inserts an object of version 0, else updates the stored one of the same version.
   *
   * @return the object as stored, its version one higher; {@link StoreConflict.SlugTaken} with the
   *     address if another one is pending for it
   */
  Result<Invite, StoreConflict> save(Invite invite);

  /**
   * Which invites; an empty filter lets all pass.
   *
   * @param organization the tenant
   * @param now by when their status is meant
   */
  record Filter(
      OrganizationId organization,
      Optional<OrganizationRole> role,
      Optional<EmailAddress> email,
      Optional<Invite.Status> status,
      Instant now) {

    /** Whether an invite passes. */
    public boolean matches(Invite invite) {
      return invite.organization().equals(organization)
          && (role.isEmpty() || role.get() == invite.role())
          && (email.isEmpty() || email.get().equals(invite.email()))
          && (status.isEmpty() || status.get() == invite.statusAt(now));
    }
  }
}
