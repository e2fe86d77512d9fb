package io.modelcatalog.adapters.persistence.audit;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.application.port.audit.AuditEvent;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads entries from their rows. */
final class AuditRow {
  private AuditRow() {}

  /** The event of a row, for showing it. */
  static AuditEvent event(ResultSet row) throws SQLException {
    @Nullable String method = row.getString("method");
    @Nullable UUID workspace = row.getObject("workspace_id", UUID.class);
    return new AuditEvent(
        row.getObject("id", UUID.class),
        Columns.instant(row.getLong("at")),
        new OrganizationId(row.getObject("organization_id", UUID.class)),
        Optional.ofNullable(workspace).map(WorkspaceId::new),
        new AuditEvent.Who(row.getString("actor_type"), row.getString("actor_id")),
        row.getString("action"),
        row.getString("resource_type"),
        row.getString("resource_id"),
        row.getString("resource_name"),
        AuditText.changes(row.getString("changes")),
        method == null
            ? Optional.empty()
            : Optional.of(
                new AuditEvent.Request(
                    method,
                    text(row, "uri"),
                    text(row, "request_id"),
                    text(row, "client_ip"),
                    row.getInt("status"))));
  }

  private static String text(ResultSet row, String column) throws SQLException {
    @Nullable String text = row.getString(column);
    return text == null ? "" : text;
  }

  /**
   * The event of a row that has nothing but what this log writes; empty for another. What showing
   * passes over is looked at here: columns of half a request, and what else stands in the changes.
   */
  static Optional<AuditEvent> strictly(ResultSet row) throws SQLException {
    int given = 0;
    for (String column : new String[] {"method", "uri", "request_id", "client_ip", "status"}) {
      if (row.getObject(column) != null) {
        given++;
      }
    }
    if (given != 0 && given != 5) {
      return Optional.empty();
    }
    try {
      AuditEvent event = event(row);
      return AuditText.json(event.changes()).equals(row.getString("changes"))
          ? Optional.of(event)
          : Optional.empty();
    } catch (RuntimeException notReadable) {
      return Optional.empty();
    }
  }
}
