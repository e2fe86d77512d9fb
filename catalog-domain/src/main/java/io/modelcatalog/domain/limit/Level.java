package io.modelcatalog.domain.limit;

import java.util.Optional;

/** Where a setting or a limit comes from, outermost first. */
public enum Level {
  ORGANIZATION("organization"),
  /** What an integration itself says, for all its workspaces together. */
  INTEGRATION("integration"),
  /** What an integration gives to each workspace without limits of its own. */
  INTEGRATION_DEFAULT("integration_default"),
  GRANT("integration_workspace"),
  WORKSPACE("workspace"),
  PROVIDER("provider"),
  API_KEY("api_key"),
  /** A policy, which counts the calls that meet its conditions. */
  POLICY("policy");

  private final String wireName;

  Level(String wireName) {
    this.wireName = wireName;
  }

  /** The level of this name; empty if there is none. */
  public static Optional<Level> ofWireName(String name) {
    for (Level level : values()) {
      if (level.wireName.equals(name)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  /** Its name on the wire. */
  public String wireName() {
    return wireName;
  }
}
