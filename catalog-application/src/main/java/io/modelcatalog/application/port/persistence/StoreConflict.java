package io.modelcatalog.application.port.persistence;

/** Why an object was not stored although it is well-formed. */
public sealed interface StoreConflict {
  /** Another object of the same owner has this slug. */
  record SlugTaken(String slug) implements StoreConflict {}

  /** It was changed by someone else since it was read. */
  record Stale() implements StoreConflict {}

  /** Something else still needs it. */
  record StillUsed(String by) implements StoreConflict {}
}
