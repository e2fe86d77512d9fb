package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Changes a key; whose it is stays as it was. Needs the {@code update} scope of its type, and each
 * scope that the key is to gain.
 */
public interface ChangeApiKey {

  Result<ApiKey, CatalogError> handle(Actor actor, Command command);

  /**
   * What to change.
   *
   * @param id the key's id as it was asked for
   * @param name for people; empty to keep it
   * @param description for people
   * @param scopes what it may do; cannot be cleared
   * @param limits limits of its own
   * @param defaults what its calls start from, by wire names, in place of the present ones
   * @param alertEmails who is told of its limits
   * @param expiresAt from when it is refused; in the future
   * @param rotation when it is to get another secret by itself; cleared, a rotation that has begun
   *     goes on
   * @param resetUsage whether its counters start over now
   */
  record Command(
      String id,
      Optional<String> name,
      Change<String> description,
      Change<List<String>> scopes,
      LimitsChange limits,
      Change<Settings> defaults,
      Change<List<String>> alertEmails,
      Change<Instant> expiresAt,
      Change<RotationWish> rotation,
      boolean resetUsage) {}
}
