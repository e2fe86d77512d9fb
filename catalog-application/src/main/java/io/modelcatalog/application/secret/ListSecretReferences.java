package io.modelcatalog.application.secret;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.secret.SourceKind;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/**
 * Lists secret references, oldest first: all of the organization, or those that the actor's
 * workspaces may use. Needs the scope {@code secret_references.list}.
 */
public interface ListSecretReferences {

  Result<Page<SecretReference>, CatalogError> handle(Actor actor, Query query);

  /**
   * Which.
   *
   * @param workspace only those that this one may use, by id or slug; empty for all within reach
   * @param kind only those of this kind; empty for all
   * @param search only those whose name or slug contains this, in any case; empty for all
   * @param page which part
   */
  record Query(
      Optional<String> workspace,
      Optional<SourceKind> kind,
      Optional<String> search,
      Page.Request page) {}
}
