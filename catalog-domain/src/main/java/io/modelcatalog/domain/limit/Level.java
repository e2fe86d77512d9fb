package io.modelcatalog.domain.limit;

/** Where a setting or a limit comes from, outermost first. */
public enum Level {
  ORGANIZATION("organization"),
  INTEGRATION("integration"),
  GRANT("integration_workspace"),
  WORKSPACE("workspace"),
  PROVIDER("provider"),
  API_KEY("api_key");

  private final String wireName;

  Level(String wireName) {
    this.wireName = wireName;
  }

  /** Its name on the wire. */
  public String wireName() {
    return wireName;
  }
}
