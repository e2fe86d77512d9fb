package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
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
 * Connects an upstream: for the organization, or for one workspace alone. In a workspace its grant
 * and its exclusive provider are made along with it.
 */
public interface CreateIntegration {

  /** Makes all of it or nothing. */
  Result<Integration, CatalogError> handle(Actor actor, Command command);

  /**
   * What to connect.
   *
   * @param name for people
   * @param kind the upstream kind, such as {@code openai}
   * @param slug unique in the organization; empty to have one made of the name
   * @param description for people
   * @param workspace the workspace it is for, by UUID or slug; empty for the key's own, or for the
   *     organization
   * @param key the main secret
   * @param configuration settings by wire name, secret ones among them
   * @param pricingAdjustments kept as given; empty for none
   * @param tags labels for people
   * @param createDefaultProvider whether a provider comes with each grant
   * @param defaultProviderSlug what such a provider is called; empty for the integration's slug
   * @param pool what all workspaces together may use
   * @param secretMappings secrets that are kept outside
   */
  record Command(
      String name,
      String kind,
      Optional<String> slug,
      Optional<String> description,
      Optional<String> workspace,
      Optional<SecretText> key,
      SubmittedSettings configuration,
      Optional<Settings> pricingAdjustments,
      List<String> tags,
      boolean createDefaultProvider,
      Optional<String> defaultProviderSlug,
      LimitsChange pool,
      List<SecretMapping> secretMappings) {
    public Command {
      secretMappings = List.copyOf(secretMappings);
    }

    /** Without a pool. */
    public Command(
        String name,
        String kind,
        Optional<String> slug,
        Optional<String> description,
        Optional<String> workspace,
        Optional<SecretText> key,
        SubmittedSettings configuration,
        Optional<Settings> pricingAdjustments,
        List<String> tags,
        boolean createDefaultProvider,
        Optional<String> defaultProviderSlug) {
      this(
          name,
          kind,
          slug,
          description,
          workspace,
          key,
          configuration,
          pricingAdjustments,
          tags,
          createDefaultProvider,
          defaultProviderSlug,
          LimitsChange.NONE,
          List.of());
    }
  }
}
