package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/** Finds the key a request speaks of, within the actor's reach. */
final class KeyLookup {
  private final ApiKeyRepository keys;

  KeyLookup(ApiKeyRepository keys) {
    this.keys = keys;
  }

  /**
   * Finds a key and checks the scope to do this with it. A workspace key reaches the keys of its
   * workspace alone, not those of the organization.
   */
  Result<ApiKey, CatalogError> find(Actor actor, String id, String verb) {
    if (KeyScopes.permitted(actor, verb).isEmpty()) {
      return Result.err(KeyScopes.refused(actor, verb));
    }
    Optional<ApiKey> found =
        WorkspaceLookup.uuid(id)
            .flatMap(uuid -> keys.find(new ApiKeyId(uuid)))
            .filter(key -> key.organization().equals(actor.organization()))
            .filter(
                key ->
                    actor.isOrganizationWide()
                        || key.workspace().filter(actor::reaches).isPresent())
            .filter(key -> KeyScopes.deals(actor, key));
    if (found.isEmpty()) {
      return Result.err(new CatalogError.NotFound("api-key", id));
    }
    String scope = KeyScopes.needed(found.get().type(), verb);
    return actor.may(scope, found.get().workspace())
        ? Result.ok(found.get())
        : Result.err(new CatalogError.Forbidden(scope));
  }
}
