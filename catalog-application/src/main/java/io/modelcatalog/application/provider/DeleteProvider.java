package io.modelcatalog.application.provider;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/** Deletes a provider. What it spent stays counted at its grant. */
public interface DeleteProvider {
  /** What the actor needs. */
  String SCOPE = "virtual_keys.delete";

  /**
   * Deletes it.
   *
   * @return the provider as it was
   */
  Result<AiProvider, CatalogError> handle(Actor actor, Command command);

  /**
   * Which one.
   *
   * @param workspace id or slug of its workspace; a workspace key implies its own
   * @param ref its slug or id
   */
  record Command(Optional<String> workspace, String ref) {}
}
