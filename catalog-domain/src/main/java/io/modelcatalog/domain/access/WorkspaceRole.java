package io.modelcatalog.domain.access;

import java.util.Optional;

/** What somebody is in a workspace. Owners and admins of the organization need no such role. */
public enum WorkspaceRole {
  /** Runs the workspace. */
  ADMIN("admin"),
  /** Runs what the toggles leave to managers. */
  MANAGER("manager"),
  /** Uses the workspace. */
  MEMBER("member");

  private final String wireName;

  WorkspaceRole(String wireName) {
    this.wireName = wireName;
  }

  /** Its name on the wire. */
  public String wireName() {
    return wireName;
  }

  /** The role of this name on the wire; empty if none has it. */
  public static Optional<WorkspaceRole> of(String wireName) {
    for (WorkspaceRole role : values()) {
      if (role.wireName.equals(wireName)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
