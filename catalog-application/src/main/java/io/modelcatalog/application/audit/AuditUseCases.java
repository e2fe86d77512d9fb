package io.modelcatalog.application.audit;

import io.modelcatalog.application.port.audit.AuditTrail;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;

/**
 * The use cases around the audit log.
 *
 * @param list lists the log
 */
public record AuditUseCases(ListAuditLogs list) {

  /** On the trail, and the workspaces it is filtered by. */
  public static AuditUseCases of(AuditTrail trail, WorkspaceRepository workspaces) {
    return new AuditUseCases(new ListAuditLogsHandler(trail, workspaces));
  }
}
