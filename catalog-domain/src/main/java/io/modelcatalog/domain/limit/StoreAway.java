package io.modelcatalog.domain.limit;

/**
 * What a limit does with calls that do not fit in what a replica holds of it while the shared store
 * cannot be asked.
 */
public enum StoreAway {
  /** Refuse them, so that the limit holds whatever happens. */
  REFUSE("refuse"),
  /** Let them pass and record each as over the limit, so that callers notice nothing. */
  PASS("pass");

  private final String wireName;

  StoreAway(String wireName) {
    this.wireName = wireName;
  }

  /** Its name on the wire. */
  public String wireName() {
    return wireName;
  }
}
