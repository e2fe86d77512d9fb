package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Issues a key. Needs the scope to create keys of the type, such as {@code
 * workspace_service_api_keys.create}, and each scope that the new key is to have.
 */
public interface IssueApiKey {

  Result<Issued, CatalogError> handle(Actor actor, Command command);

  /**
   * What to issue.
   *
   * @param type whose key it is
   * @param workspace id or slug of the workspace of a workspace key; a workspace key implies its
   *     own
   * @param user the person of a user key, and of no other: a member of the workspace
   * @param name for people
   * @param description for people
   * @param scopes what it may do; at least one
   * @param limits limits of its own
   * @param defaults what its calls start from, by wire names
   * @param alertEmails who is told of its limits
   * @param expiresAt from when it is refused; in the future
   * @param rotation when it is to get another secret by itself; empty for never
   */
  record Command(
      KeyType type,
      Optional<String> workspace,
      Optional<String> user,
      String name,
      Optional<String> description,
      List<String> scopes,
      LimitsChange limits,
      Settings defaults,
      List<String> alertEmails,
      Optional<Instant> expiresAt,
      Optional<RotationWish> rotation) {
    public Command {
      scopes = List.copyOf(scopes);
      alertEmails = List.copyOf(alertEmails);
    }
  }

  /**
   * What was issued.
   *
   * @param key the key's record
   * @param secret the key itself, to be shown this once
   */
  record Issued(ApiKey key, SecretText secret) {}
}
