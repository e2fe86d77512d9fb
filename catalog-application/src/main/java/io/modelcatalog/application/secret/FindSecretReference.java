package io.modelcatalog.application.secret;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.shared.Result;

/** Finds a secret reference. Needs the scope {@code secret_references.read}. */
public interface FindSecretReference {

  Result<SecretReference, CatalogError> handle(Actor actor, Query query);

  /**
   * Which.
   *
   * @param ref id or slug
   */
  record Query(String ref) {}
}
