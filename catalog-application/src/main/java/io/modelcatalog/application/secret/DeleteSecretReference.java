package io.modelcatalog.application.secret;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.shared.Result;

/**
 * Deletes a secret reference that no integration uses. Needs the scope {@code
 * secret_references.delete}.
 */
public interface DeleteSecretReference {

  Result<SecretReference, CatalogError> handle(Actor actor, Command command);

  /**
   * Which.
   *
   * @param ref id or slug
   */
  record Command(String ref) {}
}
