package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.log.LogReach;
import io.modelcatalog.application.port.log.RequestLogs;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Optional;

final class FindLogHandler implements FindLog {
  private final RequestLogs logs;
  private final LogVisibility visibility;
  private final WorkspaceNames names;
  private final UnitOfWork unitOfWork;

  FindLogHandler(
      RequestLogs logs, LogVisibility visibility, WorkspaceNames names, UnitOfWork unitOfWork) {
    this.logs = logs;
    this.visibility = visibility;
    this.names = names;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<LogEntry, CatalogError> handle(Query query) {
    return unitOfWork.read(
        () ->
            visibility
                .of(query.actor(), SCOPE, Optional.empty())
                .then(reach -> found(reach, query.id())));
  }

  private Result<LogEntry, CatalogError> found(LogReach reach, String id) {
    return logs.find(reach, id)
        .<Result<LogEntry, CatalogError>>map(
            record -> Result.ok(names.entries(reach.organization(), List.of(record)).getFirst()))
        .orElseGet(() -> Result.err(new CatalogError.NotFound("log", id)));
  }
}
