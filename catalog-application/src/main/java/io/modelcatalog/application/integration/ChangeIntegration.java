package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.secret.SecretMapping;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.util.List;
import java.util.Optional;

/**
 * Changes attributes of an integration. Slug, upstream kind and owner never change. Changing the
 * address needs every stored secret again: else whoever may edit could have them sent elsewhere.
 */
public interface ChangeIntegration {

  /** Changes what is mentioned and keeps the rest. */
  Result<Integration, CatalogError> handle(Actor actor, Command command);

  /**
   * What to change.
   *
   * @param ref slug or UUID
   * @param name cannot be cleared
   * @param description for people
   * @param key the main secret
   * @param configuration replaces all settings that are no secrets; of the secret ones, those that
   *     are mentioned
   * @param pricingAdjustments kept as given
   * @param tags labels for people
   * @param pool what all workspaces together may use
   * @param resetPool whether the pool's usage starts over now
   * @param archived whether it refuses calls from now on; empty to leave it as it is
   * @param secretMappings secrets that are kept outside
   */
  record Command(
      String ref,
      Change<String> name,
      Change<String> description,
      Change<SecretText> key,
      Change<SubmittedSettings> configuration,
      Change<Settings> pricingAdjustments,
      Change<List<String>> tags,
      LimitsChange pool,
      boolean resetPool,
      Optional<Boolean> archived,
      Change<List<SecretMapping>> secretMappings) {

    /** Leaving the pool alone. */
    public Command(
        String ref,
        Change<String> name,
        Change<String> description,
        Change<SecretText> key,
        Change<SubmittedSettings> configuration,
        Change<Settings> pricingAdjustments,
        Change<List<String>> tags) {
      this(
          ref,
          name,
          description,
          key,
          configuration,
          pricingAdjustments,
          tags,
          LimitsChange.NONE,
          false,
          Optional.empty(),
          Change.keep());
    }
  }
}
