package io.modelcatalog.application.secret;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.integration.SubmittedSettings;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.secret.SourceKind;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.util.List;
import java.util.Optional;

/** Declares where a secret is. Needs the scope {@code secret_references.create}. */
public interface CreateSecretReference {

  Result<SecretReference, CatalogError> handle(Actor actor, Command command);

  /**
   * What to declare.
   *
   * @param name for people
   * @param slug unique in the organization; empty to have one made of the name
   * @param description for people
   * @param kind what keeps the secret
   * @param auth how to get at it, secrets among it
   * @param path where it is within what keeps it
   * @param key the member that is meant
   * @param allWorkspaces whether every workspace may use it; empty: yes, unless some are named
   * @param allowed the workspaces that may use it otherwise, by id or slug
   * @param tags labels for people
   */
  record Command(
      String name,
      Optional<String> slug,
      Optional<String> description,
      SourceKind kind,
      SubmittedSettings auth,
      String path,
      Optional<String> key,
      Optional<Boolean> allWorkspaces,
      Optional<List<String>> allowed,
      Settings tags) {}
}
