package io.modelcatalog.application.policy;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.shared.Result;
import java.time.InstantSource;

final class ArchivePolicyHandler implements ArchivePolicy {
  private final PolicyLookup lookup;
  private final PolicyChanges changes;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;

  ArchivePolicyHandler(
      PolicyLookup lookup, PolicyChanges changes, UnitOfWork unitOfWork, InstantSource clock) {
    this.lookup = lookup;
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
                .find(actor, command.kind(), command.id(), "delete")
                .map(policy -> policy.archived(clock.instant()))
                .then(changes::save));
  }
}
