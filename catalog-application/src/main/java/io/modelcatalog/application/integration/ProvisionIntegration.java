package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Optional;

/**
 * Switches an integration on and off in workspaces and sets the limits of each. Switching on for
 * the first time makes exactly one provider there; switching on again brings the same one back;
 * switching off keeps all data.
 */
public interface ProvisionIntegration {

  /** Does all of it or nothing. */
  Result<Integration, CatalogError> handle(Actor actor, Command command);

  /**
   * What to provision.
   *
   * @param ref slug or UUID of the integration
   * @param workspaces what is said of single workspaces
   * @param global what workspaces without a say of their own get; cleared means nothing
   * @param overrideExisting whether the global access also replaces what existing workspaces have;
   *     what is said of single workspaces still stands
   * @param createDefaultProvider whether a provider comes with a new grant; empty for the
   *     integration's own rule
   * @param defaultProviderSlug what such a provider is called; empty for the integration's own rule
   */
  record Command(
      String ref,
      List<Access> workspaces,
      Change<GlobalAccess> global,
      boolean overrideExisting,
      Optional<Boolean> createDefaultProvider,
      Optional<String> defaultProviderSlug) {}

  /**
   * What one workspace gets.
   *
   * @param workspace UUID or slug
   * @param enabled whether calls pass
   * @param limits limits of its own; cleared, it follows the integration's global ones
   * @param resetUsage whether its usage starts over
   * @param createDefaultProvider as in the command, for this workspace
   * @param defaultProviderSlug as in the command, for this workspace
   */
  record Access(
      String workspace,
      boolean enabled,
      LimitsChange limits,
      boolean resetUsage,
      Optional<Boolean> createDefaultProvider,
      Optional<String> defaultProviderSlug) {}

  /**
   * What workspaces without a say of their own get.
   *
   * @param enabled whether new workspaces get the integration at once; empty to leave it as it is
   * @param limits limits of each such workspace
   */
  record GlobalAccess(Optional<Boolean> enabled, LimitsChange limits) {}
}
