package io.modelcatalog.application.provider;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.util.Optional;

/**
 * Changes a provider; its slug is fixed. Limits declared anew may not be looser than the grant's,
 * while those that stay may, if the grant was tightened since.
 */
public interface ChangeProvider {
  /** What the actor needs. */
  String SCOPE = "virtual_keys.update";

  Result<AiProvider, CatalogError> handle(Actor actor, Command command);

  /**
   * What to change.
   *
   * @param workspace id or slug of its workspace; a workspace key implies its own
   * @param ref its slug or id
   * @param name for people; empty to keep it
   * @param note for people
   * @param limits limits of its own
   * @param expiresAt from when it refuses calls; in the future
   * @param resetUsage whether its counters start over now
   */
  record Command(
      Optional<String> workspace,
      String ref,
      Optional<String> name,
      Change<String> note,
      LimitsChange limits,
      Change<Instant> expiresAt,
      boolean resetUsage) {}
}
