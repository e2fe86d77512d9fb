package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.shared.Result;
import java.util.List;

final class FindMemberHandler implements FindMember {
  private final MemberLookup lookup;
  private final MemberViews views;
  private final UnitOfWork unitOfWork;

  FindMemberHandler(MemberLookup lookup, MemberViews views, UnitOfWork unitOfWork) {
    this.lookup = lookup;
    this.views = views;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<MemberView, CatalogError> handle(Actor actor, Query query) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return unitOfWork.read(
        () ->
            lookup.find(
                actor,
                SCOPE,
                query.workspace(),
                query.user(),
                (workspace, member) -> Result.ok(views.of(workspace, List.of(member)).getFirst())));
  }
}
