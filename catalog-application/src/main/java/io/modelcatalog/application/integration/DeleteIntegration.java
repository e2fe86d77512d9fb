package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.shared.Result;

/** Deletes an integration with its grants, its providers in every workspace and its secrets. */
public interface DeleteIntegration {

  /** Deletes all of it or nothing; answers with what it was. */
  Result<Integration, CatalogError> handle(Actor actor, Command command);

  /**
   * Which one.
   *
   * @param ref slug or UUID
   */
  record Command(String ref) {}
}
