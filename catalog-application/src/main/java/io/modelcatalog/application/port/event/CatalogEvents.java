package io.modelcatalog.application.port.event;

/**
 * Told of committed changes. When {@link #changed} returns, this process calls and refuses by the
 * new state, so that whoever made a change sees it at once.
 */
public interface CatalogEvents {
  void changed(CatalogChange change);
}
