package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.shared.Result;

/** Finds one key; needs the {@code read} scope of its type. */
public interface FindApiKey {

  Result<ApiKeyView, CatalogError> handle(Actor actor, Query query);

  /**
   * Which one.
   *
   * @param id its id as it was asked for
   */
  record Query(String id) {}
}
