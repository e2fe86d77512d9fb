package io.modelcatalog.application.provider;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes a further provider in a workspace from an integration granted to it. It may only be
 * stricter than the grant.
 */
public interface DeriveProvider {
  /** What the actor needs. */
  String SCOPE = "virtual_keys.create";

  /** Makes it. {@link CatalogError.LoosensParent} for a limit above the grant's. */
  Result<AiProvider, CatalogError> handle(Actor actor, Command command);

  /**
   * What to make.
   *
   * @param workspace id or slug of the workspace; a workspace key implies its own
   * @param integration id or slug of the integration
   * @param name for people
   * @param slug its slug; empty for one made from the name
   * @param note for people
   * @param limits limits of its own
   * @param expiresAt from when it refuses calls; in the future
   */
  record Command(
      Optional<String> workspace,
      String integration,
      String name,
      Optional<String> slug,
      Optional<String> note,
      LimitsChange limits,
      Optional<Instant> expiresAt) {}
}
