package io.modelcatalog.application.secret;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.shared.Result;

/**
 * Finds the secret reference a request speaks of, within the actor's reach: who acts for the
 * organization reaches all of its, others those that their workspaces may use.
 */
final class ReferenceLookup {
  static final String SCOPES = "secret_references.";

  private final SecretReferenceRepository references;

  ReferenceLookup(SecretReferenceRepository references) {
    this.references = references;
  }

  /** Checks the scope to do something. */
  static Result<Boolean, CatalogError> permitted(Actor actor, String verb) {
    return actor.may(SCOPES + verb)
        ? Result.ok(true)
        : Result.err(new CatalogError.Forbidden(SCOPES + verb));
  }

  /** Checks that the actor may write at all: references belong to the organization. */
  static Result<Boolean, CatalogError> organizationWide(Actor actor) {
    return actor.isOrganizationWide()
        ? Result.ok(true)
        : Result.err(
            new CatalogError.NotPermitted(
                "secret references are changed with a key of the organisation"));
  }

  /** Finds one to change or delete; one that is out of reach is not found, whoever asks. */
  Result<SecretReference, CatalogError> toWrite(Actor actor, String ref, String verb) {
    return find(actor, ref, verb).then(found -> organizationWide(actor).map(permitted -> found));
  }

  /** Finds one to read. */
  Result<SecretReference, CatalogError> find(Actor actor, String ref, String verb) {
    return permitted(actor, verb)
        .then(
            permitted ->
                references
                    .findByRef(actor.organization(), ref)
                    .filter(found -> reaches(actor, found, SCOPES + verb))
                    .<Result<SecretReference, CatalogError>>map(Result::ok)
                    .orElseGet(
                        () -> Result.err(new CatalogError.NotFound("secret reference", ref))));
  }

  /** Whether an actor may do something with a reference. */
  static boolean reaches(Actor actor, SecretReference reference, String scope) {
    return actor.isOrganizationWide()
        || actor.workspaces().stream()
            .anyMatch(workspace -> actor.may(scope, workspace) && reference.allows(workspace));
  }
}
