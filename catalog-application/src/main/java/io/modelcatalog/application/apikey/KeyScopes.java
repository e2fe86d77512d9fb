package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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

  /** Whether a key is the actor's own to deal with, or not somebody else's personal key. */
  static boolean deals(Actor actor, ApiKey key) {
    return key.type() != KeyType.WORKSPACE_USER
        || actor.may(Scope.KEYS_OF_OTHERS, key.workspace())
        || (key.user().isPresent() && key.user().equals(actor.person()));
  }

  /** The types of key with which the actor may do this. */
  static Set<KeyType> permitted(Actor actor, String verb) {
    return Stream.of(KeyType.values())
        .filter(type -> actor.may(needed(type, verb)))
        .filter(type -> type != KeyType.ORGANISATION_SERVICE || actor.isOrganizationWide())
        .collect(java.util.stream.Collectors.toUnmodifiableSet());
  }

  /** The types of key with which the actor may do this in the workspace, or in the organization. */
  static Set<KeyType> permitted(Actor actor, String verb, Optional<WorkspaceId> workspace) {
    return permitted(actor, verb).stream()
        .filter(type -> actor.may(needed(type, verb), workspace))
        .collect(java.util.stream.Collectors.toUnmodifiableSet());
  }

  /** The refusal of an actor that may do this with no type of key at all. */
  static CatalogError refused(Actor actor, String verb) {
    return new CatalogError.Forbidden(
        needed(
            actor.isOrganizationWide() ? KeyType.ORGANISATION_SERVICE : KeyType.WORKSPACE_SERVICE,
            verb));
  }

  /** Checks that all are scopes, and that there are any. */
  static Result<Set<String>, CatalogError> known(Collection<String> asked) {
    if (asked.isEmpty()) {
      return Result.err(new CatalogError.Invalid("scopes", "at least one"));
    }
    List<String> unknown = Scope.unknown(asked);
    return unknown.isEmpty()
        ? Result.ok(Set.copyOf(asked))
        : Result.err(
            new CatalogError.Invalid(
                "scopes",
                "no scope is named " + String.join(", ", unknown.stream().limit(10).toList())));
  }

  /**
   * Checks scopes that a key is to have.
   *
   * @param workspace where the key works; empty for the organization's
   * @param asked the scopes it is to have
   * @param held those it has already, which nobody needs to hold to leave them there
   */
  static Result<Set<String>, CatalogError> check(
      Actor actor, Optional<WorkspaceId> workspace, Collection<String> asked, Set<String> held) {
    return known(asked).then(known -> given(actor, workspace, known, held));
  }

  private static Result<Set<String>, CatalogError> given(
      Actor actor, Optional<WorkspaceId> workspace, Set<String> asked, Set<String> held) {
    Set<String> beyond = new TreeSet<>(asked);
    beyond.removeAll(held);
    beyond.removeAll(actor.permissionsIn(workspace));
    return beyond.isEmpty()
        ? Result.ok(asked)
        : Result.err(
            new CatalogError.NotPermitted(
                "scopes: nobody can give what they do not have themselves, not "
                    + String.join(", ", beyond)));
  }
}
