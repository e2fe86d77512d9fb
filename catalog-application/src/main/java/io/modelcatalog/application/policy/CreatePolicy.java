package io.modelcatalog.application.policy;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.policy.Condition;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyKey;
import io.modelcatalog.domain.policy.PolicyLimit;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Optional;

/** Declares a policy. Needs the scope {@code policies.create}. */
public interface CreatePolicy {

  Result<Policy, CatalogError> handle(Actor actor, Command command);

  /**
   * What to declare.
   *
   * @param workspace the workspace whose calls it counts, by id or slug; empty for the key's own,
   *     or with a key of the organization for the whole organization
   * @param name for people
   * @param conditions all must be met
   * @param groupBy what tells calls apart
   * @param limit what each group may use
   */
  record Command(
      Optional<String> workspace,
      Optional<String> name,
      List<Condition> conditions,
      List<PolicyKey> groupBy,
      PolicyLimit limit) {}
}
