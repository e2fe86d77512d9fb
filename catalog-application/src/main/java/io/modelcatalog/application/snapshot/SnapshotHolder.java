package io.modelcatalog.application.snapshot;

/** The one reference to the current snapshot; never goes back to an older revision. */
public final class SnapshotHolder {
  private volatile CatalogSnapshot current = CatalogSnapshot.EMPTY;

  /** The snapshot to serve a call from. */
  public CatalogSnapshot current() {
    return current;
  }

  /** Puts a newer snapshot in place; an older one is ignored. */
  synchronized void publish(CatalogSnapshot next) {
    if (current.revision() < next.revision()) {
      current = next;
    }
  }
}
