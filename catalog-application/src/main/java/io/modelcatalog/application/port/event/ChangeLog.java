package io.modelcatalog.application.port.event;

/** Where changes are written for the other replicas of this catalog to follow. Blocking. */
public interface ChangeLog {
  /** For a process alone: nobody follows. */
  ChangeLog NOBODY = change -> {};

  /** Writes a change as part of the running transaction: it is told if and when that commits. */
  void append(CatalogChange change);
}
