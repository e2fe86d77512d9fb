package io.modelcatalog.application.secret;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/**
 * Tries whether a secret reference leads to a secret, now and past what is remembered. Needs the
 * scope {@code secret_references.read}.
 */
public interface TestSecretReference {

  Result<Outcome, CatalogError> handle(Actor actor, Command command);

  /**
   * What to try.
   *
   * @param ref id or slug
   * @param key the member that is meant, in place of the reference's own
   */
  record Command(String ref, Optional<String> key) {}

  /**
   * How it went.
   *
   * @param resolves whether there is a value
   * @param reason why not; empty if there is
   */
  record Outcome(boolean resolves, Optional<String> reason) {}
}
