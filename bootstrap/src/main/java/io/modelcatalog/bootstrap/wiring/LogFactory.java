package io.modelcatalog.bootstrap.wiring;

import io.micronaut.context.annotation.Factory;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.log.BufferedCallLog;
import io.modelcatalog.adapters.persistence.log.DeferredLogs;
import io.modelcatalog.adapters.persistence.log.LogRetention;
import io.modelcatalog.application.log.ChangeFeedback;
import io.modelcatalog.application.log.ExportLogs;
import io.modelcatalog.application.log.FindLog;
import io.modelcatalog.application.log.GiveFeedback;
import io.modelcatalog.application.log.ListLogs;
import io.modelcatalog.application.log.LogUseCases;
import io.modelcatalog.application.log.MeasureGroups;
import io.modelcatalog.application.log.MeasureOverTime;
import io.modelcatalog.application.log.WriteLogs;
import io.modelcatalog.application.port.log.Feedbacks;
import io.modelcatalog.application.port.log.LogAnalytics;
import io.modelcatalog.application.port.log.LogBodies;
import io.modelcatalog.application.port.log.LogExports;
import io.modelcatalog.application.port.log.RequestLogs;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.ApiKeys;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.InstantSource;

/** The request log: its buffer, and the use cases that read it. */
@Factory
final class LogFactory {

  @Singleton
  DeferredLogs deferredLogs(TransactionOperations<Connection> transactions, RequestLogs store) {
    return new DeferredLogs(transactions, store);
  }

  /** Closed by the server, after the last call has ended and before the database is gone. */
  @Singleton
  BufferedCallLog callLog(DeferredLogs store, LogBodies bodies) {
    return BufferedCallLog.start(store::append, bodies, BufferedCallLog.DEFAULT_CAPACITY);
  }

  @Singleton
  LogRetention logRetention(
      TransactionOperations<Connection> transactions,
      WorkspaceRepository workspaces,
      CatalogSettings settings) {
    return new LogRetention(
        transactions, workspaces, settings.keepLogs(), settings.keepLogBodies());
  }

  @Singleton
  LogUseCases logs(
      RequestLogs logs,
      LogBodies bodies,
      LogAnalytics analytics,
      Feedbacks feedbacks,
      LogExports exports,
      ApiKeys keys,
      WorkspaceRepository workspaces,
      UnitOfWork unitOfWork,
      IdSource ids,
      InstantSource clock) {
    return LogUseCases.of(
        new LogUseCases.Ports(
            logs, bodies, analytics, feedbacks, exports, keys, workspaces, unitOfWork, ids, clock));
  }

  @Singleton
  ListLogs listLogs(LogUseCases logs) {
    return logs.list();
  }

  @Singleton
  FindLog findLog(LogUseCases logs) {
    return logs.find();
  }

  @Singleton
  MeasureOverTime measureOverTime(LogUseCases logs) {
    return logs.overTime();
  }

  @Singleton
  MeasureGroups measureGroups(LogUseCases logs) {
    return logs.groups();
  }

  @Singleton
  GiveFeedback giveFeedback(LogUseCases logs) {
    return logs.giveFeedback();
  }

  @Singleton
  ChangeFeedback changeFeedback(LogUseCases logs) {
    return logs.changeFeedback();
  }

  @Singleton
  ExportLogs exportLogs(LogUseCases logs) {
    return logs.export();
  }

  @Singleton
  WriteLogs writeLogs(LogUseCases logs) {
    return logs.write();
  }
}
