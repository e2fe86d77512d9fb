package io.modelcatalog.application.log;

import io.modelcatalog.application.port.log.Feedbacks;
import io.modelcatalog.application.port.log.LogAnalytics;
import io.modelcatalog.application.port.log.LogBodies;
import io.modelcatalog.application.port.log.LogExports;
import io.modelcatalog.application.port.log.RequestLogs;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.ApiKeys;
import java.time.InstantSource;

/**
 * The use cases around the records of calls.
 *
 * @param list lists calls
 * @param find shows one
 * @param overTime measures calls over time
 * @param groups measures groups of calls
 * @param giveFeedback notes what somebody thinks
 * @param changeFeedback changes that
 * @param export hands out parts of the log
 * @param write adds calls that were made elsewhere
 */
public record LogUseCases(
    ListLogs list,
    FindLog find,
    MeasureOverTime overTime,
    MeasureGroups groups,
    GiveFeedback giveFeedback,
    ChangeFeedback changeFeedback,
    ExportLogs export,
    WriteLogs write) {

  /**
   * What they need.
   *
   * @param logs the records
   * @param bodies what was said in them
   * @param analytics what they add up to
   * @param feedbacks what people think
   * @param exports what is to be handed out
   * @param keys signs links
   * @param workspaces finds workspaces
   * @param unitOfWork transactions
   * @param ids new identities
   * @param clock time
   */
  public record Ports(
      RequestLogs logs,
      LogBodies bodies,
      LogAnalytics analytics,
      Feedbacks feedbacks,
      LogExports exports,
      ApiKeys keys,
      WorkspaceRepository workspaces,
      UnitOfWork unitOfWork,
      IdSource ids,
      InstantSource clock) {}

  /** Puts them together. */
  public static LogUseCases of(Ports ports) {
    UnitOfWork unitOfWork = ports.unitOfWork();
    InstantSource clock = ports.clock();
    LogVisibility visibility = new LogVisibility(ports.workspaces());
    WorkspaceNames names = new WorkspaceNames(ports.workspaces());
    MeasuredTime time = new MeasuredTime(clock);
    return new LogUseCases(
        new ListLogsHandler(ports.logs(), visibility, names, unitOfWork, clock),
        new FindLogHandler(ports.logs(), ports.bodies(), visibility, names, unitOfWork),
        new MeasureOverTimeHandler(ports.analytics(), visibility, time, unitOfWork),
        new MeasureGroupsHandler(ports.analytics(), visibility, names, time, unitOfWork),
        new GiveFeedbackHandler(
            ports.feedbacks(), ports.logs(), ports.workspaces(), unitOfWork, ports.ids(), clock),
        new ChangeFeedbackHandler(ports.feedbacks(), unitOfWork, clock),
        new ExportLogsHandler(ports),
        new WriteLogsHandler(ports));
  }
}
