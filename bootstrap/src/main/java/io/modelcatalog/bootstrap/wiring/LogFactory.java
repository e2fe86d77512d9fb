package io.modelcatalog.bootstrap.wiring;

import io.micronaut.context.annotation.Factory;
import io.modelcatalog.adapters.persistence.log.BufferedCallLog;
import io.modelcatalog.application.log.FindLog;
import io.modelcatalog.application.log.ListLogs;
import io.modelcatalog.application.log.LogUseCases;
import io.modelcatalog.application.port.log.RequestLogs;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The request log: its buffer, and the use cases that read it. */
@Factory
final class LogFactory {

  /** Closed by the server, after the last call has ended and before the database is gone. */
  @Singleton
  BufferedCallLog callLog(RequestLogs store) {
    return BufferedCallLog.start(store, BufferedCallLog.DEFAULT_CAPACITY);
  }

  @Singleton
  LogUseCases logs(
      RequestLogs logs,
      WorkspaceRepository workspaces,
      UnitOfWork unitOfWork,
      InstantSource clock) {
    return LogUseCases.of(logs, workspaces, unitOfWork, clock);
  }

  @Singleton
  ListLogs listLogs(LogUseCases logs) {
    return logs.list();
  }

  @Singleton
  FindLog findLog(LogUseCases logs) {
    return logs.find();
  }
}
