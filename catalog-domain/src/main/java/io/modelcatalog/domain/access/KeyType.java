package io.modelcatalog.domain.access;

/** Whose key it is and what it can reach. */
public enum KeyType {
  /** Administers the organization; makes no model calls. */
  ORGANISATION_SERVICE("organisation-service"),
  /** An application of one workspace. */
  WORKSPACE_SERVICE("workspace-service"),
  /** A person in one workspace. */
  WORKSPACE_USER("workspace-user");

  private final String wireName;

  KeyType(String wireName) {
    this.wireName = wireName;
  }

  /** Its name on the wire. */
  public String wireName() {
    return wireName;
  }
}
