package io.modelcatalog.application.policy;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.PolicyRepository;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyId;
import io.modelcatalog.domain.shared.Result;

/**
 * Finds the policy a request speaks of, within the actor's reach: a workspace key reaches the
 * policies of its workspace, not those of the whole organization.
 */
final class PolicyLookup {
  static final String SCOPES = "policies.";

  private final PolicyRepository policies;

  PolicyLookup(PolicyRepository policies) {
    this.policies = policies;
  }

  /** Checks the scope to do something. */
  static Result<Boolean, CatalogError> permitted(Actor actor, String verb) {
    return actor.may(SCOPES + verb)
        ? Result.ok(true)
        : Result.err(new CatalogError.Forbidden(SCOPES + verb));
  }

  /** Finds one that counts, to do something with it. */
  Result<Policy, CatalogError> find(Actor actor, PolicyKind kind, String id, String verb) {
    return find(actor, kind, id, verb, false);
  }

  /** Finds one that counts, or one that is archived. */
  Result<Policy, CatalogError> find(
      Actor actor, PolicyKind kind, String id, String verb, boolean archived) {
    return permitted(actor, verb)
        .then(
            permitted ->
                WorkspaceLookup.uuid(id)
                    .flatMap(uuid -> policies.find(new PolicyId(uuid)))
                    .filter(policy -> policy.organization().equals(actor.organization()))
                    .filter(
                        policy ->
                            actor.isOrganizationWide()
                                || policy.workspace().filter(actor::reaches).isPresent())
                    .filter(kind::holds)
                    .filter(policy -> policy.archived() == archived)
                    .<Result<Policy, CatalogError>>map(Result::ok)
                    .orElseGet(() -> Result.err(new CatalogError.NotFound("policy", id))))
        .then(
            policy ->
                actor.may(SCOPES + verb, policy.workspace())
                    ? Result.ok(policy)
                    : Result.err(new CatalogError.Forbidden(SCOPES + verb)));
  }
}
