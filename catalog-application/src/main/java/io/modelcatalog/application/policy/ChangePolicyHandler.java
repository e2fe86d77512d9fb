package io.modelcatalog.application.policy;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.policy.Condition;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyKey;
import io.modelcatalog.domain.policy.PolicyLimit;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

final class ChangePolicyHandler implements ChangePolicy {
  private final PolicyLookup lookup;
  private final PolicyUsage usage;
  private final PolicyChanges changes;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;

  ChangePolicyHandler(
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
                .then(found -> change(found, command, clock.instant()))
                .then(changes::save));
  }

  private Result<Policy, CatalogError> change(Policy found, Command command, Instant now) {
    List<Condition> conditions = command.conditions().orElse(found.conditions());
    Optional<String> name = command.name().applyTo(found.name());
    return fixed(found, command)
        .then(checked -> name.isEmpty() ? Result.ok("") : AttributeRule.name(name.get()))
        .then(checked -> PolicyShape.check(conditions, found.groupBy(), found.limit().isRate()))
        .then(checked -> PolicyLimits.changed(found.limit(), command.limit(), now))
        .map(limit -> found.revised(name, conditions, limit, now))
        .then(changed -> reset(changed, command, now));
  }

  private static Result<Boolean, CatalogError> fixed(Policy found, Command command) {
    if (command.groupBy().isPresent() && !command.groupBy().get().equals(found.groupBy())) {
      return Result.err(
          new CatalogError.Invalid(
              "group_by", "cannot be changed, because it names the counters; make a new policy"));
    }
    if (command.type().isPresent() && !command.type().get().equals(found.limit().unit())) {
      return Result.err(new CatalogError.Invalid("type", "cannot be changed; make a new policy"));
    }
    if (found.limit() instanceof PolicyLimit.OfRate rate
        && command.limit() instanceof LimitEdit.OfRate edit
        && edit.target().filter(target -> target != rate.target()).isPresent()) {
      return Result.err(new CatalogError.Invalid("target", "cannot be changed; make a new policy"));
    }
    return Result.ok(true);
  }

  private Result<Policy, CatalogError> reset(Policy policy, Command command, Instant now) {
    if (command.resetAll()) {
      return Result.ok(policy.resetAll(now));
    }
    if (command.resetValue().isEmpty()) {
      return Result.ok(policy);
    }
    String value = command.resetValue().get();
    Optional<String> group =
        usage.of(policy).stream()
            .map(PolicyGroup::valueKey)
            .filter(each -> each.equals(value) || each.equals(only(policy, value)))
            .findFirst();
    return group.isEmpty()
        ? Result.err(
            new CatalogError.Invalid(
                "reset_usage_for_value", "the value_key of an entity that has used something"))
        : ResetPolicyGroupHandler.reset(policy, group.get(), now);
  }

  /** The name of the group of a bare value, where the policy groups by one key. */
  private static String only(Policy policy, String value) {
    List<PolicyKey> keys = policy.groupBy();
    return keys.size() == 1 ? keys.getFirst().wireName() + ":" + value : value;
  }
}
