package io.modelcatalog.domain.access;

import java.util.Optional;

/** What somebody is in the organization. */
public enum OrganizationRole {
  /** Runs the organization, and alone can make and unmake owners. */
  OWNER("owner"),
  /** Runs the organization. */
  ADMIN("admin"),
  /** Works in the workspaces they are a member of. */
  MEMBER("member");

  private final String wireName;

  OrganizationRole(String wireName) {
    this.wireName = wireName;
  }

  /** Its name on the wire. */
  public String wireName() {
    return wireName;
  }

  /** The role of this name on the wire; empty if none has it. */
  public static Optional<OrganizationRole> of(String wireName) {
    for (OrganizationRole role : values()) {
      if (role.wireName.equals(wireName)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
