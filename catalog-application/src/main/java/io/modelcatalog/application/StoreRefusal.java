package io.modelcatalog.application;

import io.modelcatalog.application.port.persistence.StoreConflict;

/** Tells a store's conflict in the words of a use case. */
public final class StoreRefusal {
  private StoreRefusal() {}

  /**
   * The refusal for a conflict.
   *
   * @param what kind of thing was to be stored, such as {@code provider}
   * @param conflict why it was not
   */
  public static CatalogError of(String what, StoreConflict conflict) {
    return switch (conflict) {
      case StoreConflict.SlugTaken(String slug) -> new CatalogError.SlugTaken("slug", slug);
      case StoreConflict.Stale() -> new CatalogError.Stale(what);
      case StoreConflict.StillUsed(String by) -> new CatalogError.InUse(what, by);
    };
  }
}
