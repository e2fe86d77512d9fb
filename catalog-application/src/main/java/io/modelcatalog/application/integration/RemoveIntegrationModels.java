package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.shared.Result;
import java.util.List;

/**
 * Takes back what an integration says of models. Models of its own are gone with that; one of the
 * directory is again what it is without a word on it. Names that nothing was said of are no error.
 */
public interface RemoveIntegrationModels {

  /** Takes all of it back. */
  Result<Integration, CatalogError> handle(Actor actor, Command command);

  /**
   * Which models.
   *
   * @param ref slug or UUID of the integration
   * @param models at least one model, by name
   */
  record Command(String ref, List<String> models) {}
}
