package io.modelcatalog.application.log;

import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What workspaces are called now. */
final class WorkspaceNames {
  private final WorkspaceRepository workspaces;

  WorkspaceNames(WorkspaceRepository workspaces) {
    this.workspaces = workspaces;
  }

  /** Records with the slugs of their workspaces, each looked up once. */
  List<LogEntry> entries(OrganizationId organization, List<LogRecord> records) {
    Map<WorkspaceId, String> slugs = new HashMap<>();
    return records.stream()
        .map(
            record ->
                new LogEntry(
                    record,
                    slugs.computeIfAbsent(record.workspace(), id -> slug(organization, id))))
        .toList();
  }

  /** The slug of a workspace; its id if it is gone. */
  String slug(OrganizationId organization, WorkspaceId id) {
    return workspaces
        .find(id)
        .filter(workspace -> workspace.organization().equals(organization))
        .map(Workspace::slug)
        .map(Object::toString)
        .orElse(id.toString());
  }
}
