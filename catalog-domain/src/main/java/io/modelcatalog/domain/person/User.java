package io.modelcatalog.domain.person;

import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Audit;

/**
 * A person in an organization. Their password is kept elsewhere, so that no list of people carries
 * it along.
 *
 * @param id identity
 * @param organization the tenant
 * @param email what they are known by; unique in the organization
 * @param firstName for people; may be empty
 * @param lastName for people; may be empty
 * @param role what they are in the organization
 * @param audit who made them known and when
 * @param version for optimistic locking; 0 for an object never stored
 */
public record User(
    UserId id,
    OrganizationId organization,
    EmailAddress email,
    String firstName,
    String lastName,
    OrganizationRole role,
    Audit audit,
    long version) {
  public User {
    if (firstName.length() > 255 || lastName.length() > 255) {
      throw new IllegalArgumentException("name: expected at most 255 characters");
    }
  }

  /** The same person as stored under another version. */
  public User versioned(long next) {
    return new User(id, organization, email, firstName, lastName, role, audit, next);
  }
}
