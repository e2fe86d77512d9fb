package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.util.Optional;

/** Shows one integration. */
public interface FindIntegration {

  /** The integration, by slug or UUID. */
  Result<Details, CatalogError> handle(Actor actor, Query query);

  /**
   * Which one.
   *
   * @param ref slug or UUID
   */
  record Query(String ref) {}

  /**
   * An integration as it may be shown.
   *
   * @param integration the integration
   * @param maskedKey a hint of the main secret; empty if there is none or it is another's
   * @param configuration its settings, secrets masked; none where they are another's
   * @param workspaceCount how many workspaces it is switched on in
   */
  record Details(
      Integration integration,
      Optional<String> maskedKey,
      Settings configuration,
      int workspaceCount) {}
}
