package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.shared.Result;

/** Deletes a key, be it the actor's own; needs the {@code delete} scope of its type. */
public interface DeleteApiKey {

  /**
   * Deletes it; once this answers, the key is refused.
   *
   * @return the key as it was
   */
  Result<ApiKey, CatalogError> handle(Actor actor, Command command);

  /**
   * Which one.
   *
   * @param id its id as it was asked for
   */
  record Command(String id) {}
}
