package io.modelcatalog.adapters.http.audit;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.audit.ListAuditLogs;
import io.modelcatalog.application.port.persistence.Page;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code GET /v1/audit-logs?start_time=…&end_time=…}. */
@Controller("/v1/audit-logs")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AuditController {
  private static final int MOST = 100;

  private final ListAuditLogs list;

  AuditController(ListAuditLogs list) {
    this.list = list;
  }

  /** Entries of the organization, newest first. */
  @Needs("audit_logs.list")
  @Get
  AuditLogsView list(HttpRequest<?> request, Actor actor) {
    int status = Paging.number(request, "response_status_code", -1, 100, 599);
    int page = Paging.of(request, MOST).number();
    int size = Math.min(MOST, Paging.of(request, MOST).size());
    return AuditLogsView.of(
        Refusal.unless(
            list.handle(
                actor,
                new ListAuditLogs.Query(
                    instant(request, "start_time"),
                    instant(request, "end_time"),
                    Paging.text(request, "organisation_id"),
                    Paging.text(request, "method"),
                    Paging.text(request, "uri"),
                    Paging.text(request, "request_id"),
                    Paging.text(request, "user_id"),
                    Paging.text(request, "user_type"),
                    Paging.text(request, "workspace_id"),
                    status < 0 ? OptionalInt.empty() : OptionalInt.of(status),
                    Paging.text(request, "resource_type"),
                    Paging.text(request, "action"),
                    Paging.text(request, "client_ip"),
                    new Page.Request(page, size)))));
  }

  private static Instant instant(HttpRequest<?> request, String name) {
    Optional<String> given = Paging.text(request, name);
    if (given.isEmpty()) {
      throw Paging.invalid(name, "required");
    }
    try {
      Instant instant = Instant.parse(given.get());
      // As far as the database counts.
      if (Math.abs(instant.getEpochSecond()) < 253_402_300_800L) {
        return instant;
      }
    } catch (DateTimeParseException notAnInstant) {
      // Refused below, like one out of bounds.
    }
    throw Paging.invalid(name, "expected a time such as 2026-11-23T16:00:00Z");
  }
}
