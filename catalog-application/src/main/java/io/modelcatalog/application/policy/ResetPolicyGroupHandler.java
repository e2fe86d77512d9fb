package io.modelcatalog.application.policy;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

final class ResetPolicyGroupHandler implements ResetPolicyGroup {
  private final PolicyLookup lookup;
  private final PolicyUsage usage;
  private final PolicyChanges changes;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;

  ResetPolicyGroupHandler(
      PolicyLookup lookup,
      PolicyUsage usage,
      PolicyChanges changes,
      UnitOfWork unitOfWork,
      InstantSource clock) {
    this.lookup = lookup;
    this.usage = usage;
    this.changes = changes;
    this.unitOfWork = unitOfWork;
    this.clock = clock;
  }

  @Override
  public Result<Policy, CatalogError> handle(Actor actor, Command command) {
    return unitOfWork.execute(
        actor,
        () ->
            lookup
                .find(actor, command.kind(), command.id(), "update")
                .then(policy -> reset(policy, command))
                .then(changes::save));
  }

  private Result<Policy, CatalogError> reset(Policy policy, Command command) {
    Optional<PolicyGroup> group =
        usage.of(policy).stream()
            .filter(each -> each.id().toString().equals(command.group()))
            .findFirst();
    return group.isEmpty()
        ? Result.err(new CatalogError.NotFound("entity", command.group()))
        : reset(policy, group.get().valueKey(), clock.instant());
  }

  static Result<Policy, CatalogError> reset(Policy policy, String group, Instant now) {
    return policy.canReset(group)
        ? Result.ok(policy.reset(group, now))
        : Result.err(
            new CatalogError.NotPermitted(
                "at most "
                    + Policy.MOST_RESETS
                    + " entities of a policy can be reset one by one; reset_usage resets all"));
  }
}
