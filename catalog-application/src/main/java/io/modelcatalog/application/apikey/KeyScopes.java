package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.shared.Result;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What scopes it takes to deal with keys, and which scopes can be given to them. */
final class KeyScopes {
  private KeyScopes() {}

  /** The scope to do this with keys of this type. */
  static String needed(KeyType type, String verb) {
    return switch (type) {
          case ORGANISATION_SERVICE -> "organisation_service_api_keys.";
          case WORKSPACE_SERVICE -> "workspace_service_api_keys.";
          case WORKSPACE_USER -> "workspace_user_api_keys.";
        }
        + verb;
  }

  /** The types of key with which the actor may do this. */
  static Set<KeyType> permitted(Actor actor, String verb) {
    return Stream.of(KeyType.values())
        .filter(type -> actor.may(needed(type, verb)))
        .filter(type -> type != KeyType.ORGANISATION_SERVICE || actor.workspace().isEmpty())
        .collect(java.util.stream.Collectors.toUnmodifiableSet());
  }

  /** The refusal of an actor that may do this with no type of key at all. */
  static CatalogError refused(Actor actor, String verb) {
    return new CatalogError.Forbidden(
        needed(
            actor.workspace().isPresent()
                ? KeyType.WORKSPACE_SERVICE
                : KeyType.ORGANISATION_SERVICE,
            verb));
  }

  /**
   * Checks scopes that a key is to have.
   *
   * @param asked the scopes it is to have
   * @param held those it has already, which nobody needs to hold to leave them there
   */
  static Result<Set<String>, CatalogError> check(
      Actor actor, Collection<String> asked, Set<String> held) {
    if (asked.isEmpty()) {
      return Result.err(new CatalogError.Invalid("scopes", "at least one"));
    }
    List<String> unknown = Scope.unknown(asked);
    if (!unknown.isEmpty()) {
      return Result.err(
          new CatalogError.Invalid(
              "scopes",
              "no scope is named " + String.join(", ", unknown.stream().limit(10).toList())));
    }
    Set<String> beyond = new TreeSet<>(asked);
    beyond.removeAll(held);
    beyond.removeAll(actor.scopes());
    return beyond.isEmpty()
        ? Result.ok(Set.copyOf(asked))
        : Result.err(
            new CatalogError.NotPermitted(
                "scopes: a key can only give what it has itself, not "
                    + String.join(", ", beyond)));
  }
}
