package io.modelcatalog.application.provider;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.integration.SubmittedSettings;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.secret.SecretMapping;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Makes a provider of credentials brought along: an integration of the workspace's own with a
 * provider on it, both or neither. Needs the scope to create integrations of a workspace as well,
 * and the organization's leave.
 */
public interface ConnectProvider {
  /** What the actor needs besides. */
  String SCOPE = DeriveProvider.SCOPE;

  Result<AiProvider, CatalogError> handle(Actor actor, Command command);

  /**
   * What to make.
   *
   * @param workspace id or slug of the workspace; a workspace key implies its own
   * @param kind the upstream kind, such as {@code openai}
   * @param key the main secret
   * @param configuration settings by wire name, secret ones among them
   * @param name for people
   * @param slug the provider's slug; empty for one made from the name
   * @param note for people
   * @param limits limits of its own
   * @param expiresAt from when it refuses calls; in the future
   * @param secretMappings secrets that are kept outside
   */
  record Command(
      Optional<String> workspace,
      String kind,
      Optional<SecretText> key,
      SubmittedSettings configuration,
      String name,
      Optional<String> slug,
      Optional<String> note,
      LimitsChange limits,
      Optional<Instant> expiresAt,
      List<SecretMapping> secretMappings) {
    public Command {
      secretMappings = List.copyOf(secretMappings);
    }
  }
}
