package io.modelcatalog.application.provider;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/** Lists providers, oldest first: of one workspace, or of the whole organization for its keys. */
public interface ListProviders {
  /** What the actor needs. */
  String SCOPE = "virtual_keys.list";

  Result<Page<ProviderView>, CatalogError> handle(Actor actor, Query query);

  /**
   * Which to list.
   *
   * @param workspace id or slug of the workspace; a workspace key implies its own
   * @param page which part
   */
  record Query(Optional<String> workspace, Page.Request page) {}
}
