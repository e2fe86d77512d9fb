package io.modelcatalog.adapters.persistence.json;

/** A row that says who made it and when; times in microseconds since the epoch. */
public interface Audited {
  /** The key or person that made it. */
  String createdBy();

  /** When it was made. */
  long createdAt();

  /** When it was last changed. */
  long updatedAt();
}
