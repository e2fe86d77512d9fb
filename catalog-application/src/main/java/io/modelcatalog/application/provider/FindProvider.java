package io.modelcatalog.application.provider;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/** Finds one provider. */
public interface FindProvider {
  /** What the actor needs. */
  String SCOPE = "virtual_keys.read";

  /**
   * Finds it. Without a workspace a slug must be the only one of its kind in the organization, else
   * {@link CatalogError.Invalid}.
   */
  Result<ProviderView, CatalogError> handle(Actor actor, Query query);

  /**
   * Which one.
   *
   * @param workspace id or slug of its workspace; a workspace key implies its own
   * @param ref its slug or id
   */
  record Query(Optional<String> workspace, String ref) {}
}
