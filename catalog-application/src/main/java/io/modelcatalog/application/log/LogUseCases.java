package io.modelcatalog.application.log;

import io.modelcatalog.application.port.log.RequestLogs;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import java.time.InstantSource;

/**
 * The use cases around the records of calls.
 *
 * @param list lists calls
 * @param find shows one
 */
public record LogUseCases(ListLogs list, FindLog find) {

  /** Puts them together. */
  public static LogUseCases of(
      RequestLogs logs,
      WorkspaceRepository workspaces,
      UnitOfWork unitOfWork,
      InstantSource clock) {
    LogVisibility visibility = new LogVisibility(workspaces);
    WorkspaceNames names = new WorkspaceNames(workspaces);
    return new LogUseCases(
        new ListLogsHandler(logs, visibility, names, unitOfWork, clock),
        new FindLogHandler(logs, visibility, names, unitOfWork));
  }
}
