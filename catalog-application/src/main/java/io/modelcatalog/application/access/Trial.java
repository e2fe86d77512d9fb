package io.modelcatalog.application.access;

import io.modelcatalog.application.port.event.CatalogChange;

/**
 * A change that is tried and not made: it runs to its end in a transaction that is then rolled
 * back. What it would have done to others is looked at just before.
 */
public interface Trial {
  /** Notes what the change touches. */
  void touched(CatalogChange change);

  /** Looks at what was done, inside the transaction and before it is rolled back. */
  void conclude();
}
