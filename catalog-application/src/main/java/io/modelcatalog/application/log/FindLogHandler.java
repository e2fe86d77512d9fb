package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.log.LogBodies;
import io.modelcatalog.application.port.log.LogReach;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.application.port.log.RequestLogs;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Optional;

final class FindLogHandler implements FindLog {
  private final RequestLogs logs;
  private final LogBodies bodies;
  private final LogVisibility visibility;
  private final WorkspaceNames names;
  private final UnitOfWork unitOfWork;

  FindLogHandler(
      RequestLogs logs,
      LogBodies bodies,
      LogVisibility visibility,
      WorkspaceNames names,
      UnitOfWork unitOfWork) {
    this.logs = logs;
    this.bodies = bodies;
    this.visibility = visibility;
    this.names = names;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Found, CatalogError> handle(Query query) {
    return unitOfWork.read(
        () ->
            visibility
                .of(query.actor(), SCOPE, Optional.empty())
                .then(reach -> found(query, reach)));
  }

  private Result<Found, CatalogError> found(Query query, LogReach reach) {
    return logs.find(reach, query.id())
        .<Result<Found, CatalogError>>map(record -> Result.ok(found(query.actor(), reach, record)))
        .orElseGet(() -> Result.err(new CatalogError.NotFound("log", query.id())));
  }

  private Found found(Actor actor, LogReach reach, LogRecord record) {
    return new Found(
        names.entries(reach.organization(), List.of(record)).getFirst(),
        actor.may(Scope.LOG_BODIES, record.workspace()) ? bodies.find(record) : Optional.empty());
  }
}
