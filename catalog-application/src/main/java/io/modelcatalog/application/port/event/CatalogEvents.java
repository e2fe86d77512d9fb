package io.modelcatalog.application.port.event;

/**
 * Told of changes of the catalog. Once the transaction has committed and {@code execute} returned,
 * this process calls and refuses by the new state, so that whoever made a change sees it at once;
 * other replicas do so within a second.
 */
public interface CatalogEvents {

  /** Announces a change. To be called inside the transaction that makes it. */
  void announce(CatalogChange change);
}
