package io.modelcatalog.application.secret;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.integration.SubmittedSettings;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.util.List;
import java.util.Optional;

/**
 * Changes a secret reference; integrations that use it read their secret anew. Slug and kind never
 * change. Needs the scope {@code secret_references.update}.
 */
public interface ChangeSecretReference {

  Result<SecretReference, CatalogError> handle(Actor actor, Command command);

  /**
   * What to change; what is not mentioned stays.
   *
   * @param ref id or slug
   * @param name cannot be cleared
   * @param description for people
   * @param auth replaces all settings that are no secrets; of the secret ones, those that are
   *     mentioned. An address that changes needs all of them again
   * @param path cannot be cleared
   * @param key the member that is meant
   * @param allWorkspaces whether every workspace may use it
   * @param allowed the workspaces that may use it otherwise, by id or slug
   * @param tags labels for people
   */
  record Command(
      String ref,
      Optional<String> name,
      Change<String> description,
      Optional<SubmittedSettings> auth,
      Optional<String> path,
      Change<String> key,
      Optional<Boolean> allWorkspaces,
      Optional<List<String>> allowed,
      Change<Settings> tags) {}
}
