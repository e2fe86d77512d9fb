package io.modelcatalog.application.policy;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.shared.Result;
import java.util.List;

final class FindPolicyHandler implements FindPolicy {
  private final PolicyLookup lookup;
  private final PolicyUsage usage;
  private final UnitOfWork unitOfWork;

  FindPolicyHandler(PolicyLookup lookup, PolicyUsage usage, UnitOfWork unitOfWork) {
    this.lookup = lookup;
    this.usage = usage;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Found, CatalogError> handle(Actor actor, Query query) {
    return unitOfWork
        .read(() -> lookup.find(actor, query.kind(), query.id(), "read", query.archived()))
        .map(policy -> new Found(policy, query.usage() ? usage.of(policy) : List.of()));
  }
}
