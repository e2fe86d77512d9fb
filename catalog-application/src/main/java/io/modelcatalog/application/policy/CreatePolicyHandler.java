package io.modelcatalog.application.policy;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyId;
import io.modelcatalog.domain.policy.PolicyLimit;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

final class CreatePolicyHandler implements CreatePolicy {
  private final WorkspaceLookup workspaces;
  private final PolicyChanges changes;
  private final UnitOfWork unitOfWork;
  private final IdSource ids;
  private final InstantSource clock;

  CreatePolicyHandler(
      WorkspaceLookup workspaces,
      PolicyChanges changes,
      UnitOfWork unitOfWork,
      IdSource ids,
      InstantSource clock) {
    this.workspaces = workspaces;
    this.changes = changes;
    this.unitOfWork = unitOfWork;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Result<Policy, CatalogError> handle(Actor actor, Command command) {
    Instant now = clock.instant();
    return PolicyLookup.permitted(actor, "create")
        .then(permitted -> name(command.name()))
        .then(
            name ->
                PolicyShape.check(
                    command.conditions(), command.groupBy(), command.limit().isRate()))
        .then(checked -> PolicyLimits.declared(command.limit(), now))
        .then(
            limit ->
                unitOfWork.execute(
                    actor,
                    () ->
                        workspaces
                            .mentioned(actor, PolicyLookup.SCOPES + "create", command.workspace())
                            .map(workspace -> policy(actor, workspace, command, limit, now))
                            .then(changes::save)));
  }

  private static Result<Optional<String>, CatalogError> name(Optional<String> name) {
    return name.isEmpty() ? Result.ok(name) : AttributeRule.name(name.get()).map(Optional::of);
  }

  private Policy policy(
      Actor actor, Optional<Workspace> workspace, Command command, PolicyLimit limit, Instant now) {
    return new Policy(
        new PolicyId(ids.next()),
        actor.organization(),
        workspace.map(Workspace::id),
        command.name(),
        command.conditions(),
        command.groupBy(),
        limit,
        false,
        0,
        Map.of(),
        Optional.empty(),
        Audit.created(actor.id(), now),
        0);
  }
}
