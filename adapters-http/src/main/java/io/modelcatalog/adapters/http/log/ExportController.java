package io.modelcatalog.adapters.http.log;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.http.server.util.HttpHostResolver;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.admin.Listed;
import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.problem.Problem;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.DryRun;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.adapters.http.security.Open;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.log.ExportLogs;
import io.modelcatalog.application.port.log.LogExport;
import io.modelcatalog.application.port.log.LogExports;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.shared.Settings;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** {@code /v1/logs/exports}: parts of the request log, to be downloaded. */
@Controller("/v1/logs/exports")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ExportController {
  private static final int NAME = 255;
  private static final int DESCRIPTION = 1_024;

  private final ExportLogs exports;
  private final HttpHostResolver host;

  ExportController(ExportLogs exports, HttpHostResolver host) {
    this.exports = exports;
    this.host = host;
  }

  /** Drafts an export. */
  @Needs("logs.export")
  @DryRun
  @Post
  ExportJson.Ref create(Actor actor, HttpRequest<?> request, @Body byte[] body) {
    Fields fields = Fields.readIfAny(body);
    Optional<String> workspace =
        fields.line("workspace_id", NAME).or(() -> fields.line("workspaceId", NAME));
    ExportLogs.Draft draft = draft(fields);
    return ExportJson.Ref.of(
        Refusal.unless(
            exports.create(
                actor, workspace.or(() -> Paging.text(request, "workspace_id")), draft)));
  }

  /** Lists exports, newest first. */
  @Needs("logs.export")
  @Get
  Listed<ExportJson.Export> list(Actor actor, HttpRequest<?> request) {
    List<LogExport> all =
        Refusal.unless(
            exports.list(
                actor,
                Paging.text(request, "workspace_id")
                    .or(() -> Paging.text(request, "workspaceId"))));
    return Listed.of(new Page<>(all, all.size()), ExportJson.Export::of);
  }

  /** Shows an export. */
  @Needs("logs.export")
  @Get("/{id}")
  ExportJson.Export find(Actor actor, @PathVariable String id) {
    return ExportJson.Export.of(Refusal.unless(exports.find(actor, id)));
  }

  /** Changes a draft. */
  @Needs("logs.export")
  @DryRun
  @Put("/{id}")
  ExportJson.Ref change(Actor actor, @PathVariable String id, @Body byte[] body) {
    ExportLogs.Draft draft = draft(Fields.readIfAny(body));
    return ExportJson.Ref.of(Refusal.unless(exports.change(actor, id, draft)));
  }

  /** Fixes what is exported. */
  @Needs("logs.export")
  @DryRun
  @Post("/{id}/start")
  ExportJson.Done start(Actor actor, @PathVariable String id) {
    LogExport export = Refusal.unless(exports.find(actor, id));
    LogExport started = Refusal.unless(exports.start(actor, id, filter(export.filters())));
    return ExportJson.Done.of("The export has " + started.records() + " records");
  }

  /** Gives an export up. */
  @Needs("logs.export")
  @DryRun
  @Post("/{id}/cancel")
  ExportJson.Done cancel(Actor actor, @PathVariable String id) {
    Refusal.unless(exports.cancel(actor, id));
    return ExportJson.Done.of("The export is stopped");
  }

  /** Makes an address from which the export can be downloaded once. */
  @Needs("logs.export")
  @Get("/{id}/download")
  ExportJson.Signed download(Actor actor, HttpRequest<?> request, @PathVariable String id) {
    ExportLogs.Link link = Refusal.unless(exports.link(actor, id));
    return new ExportJson.Signed(
        host.resolve(request)
            + "/v1/logs/exports/"
            + link.export()
            + "/content?link="
            + link.link()
            + "&expires="
            + link.expires().toEpochMilli()
            + "&signature="
            + link.signature());
  }

  /** The export itself; whoever has the address may have it, once. */
  @Open
  @Get("/{id}/content")
  HttpResponse<StreamedFile> content(HttpRequest<?> request, @PathVariable String id) {
    LogExports.Opened opened =
        link(request, id)
            .flatMap(exports::open)
            .orElseThrow(
                () ->
                    new Refusal(
                        Problem.of(
                            HttpStatus.FORBIDDEN,
                            "the link is not valid, was used, or has expired: ask for another")));
    LogFilter filter = filter(opened.export().filters());
    return HttpResponse.ok(
            new StreamedFile(
                    new ExportedLines(exports, opened, filter),
                    MediaType.of("application/x-ndjson"))
                .attach("logs-" + opened.export().id() + ".jsonl"))
        .header("cache-control", "no-store");
  }

  private static Optional<ExportLogs.Link> link(HttpRequest<?> request, String id) {
    try {
      return Optional.of(
          new ExportLogs.Link(
              UUID.fromString(id),
              UUID.fromString(Paging.text(request, "link").orElse("")),
              Instant.ofEpochMilli(Long.parseLong(Paging.text(request, "expires").orElse(""))),
              Paging.text(request, "signature").orElse("")));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static ExportLogs.Draft draft(Fields fields) {
    Optional<String> description = fields.text("description", DESCRIPTION);
    Optional<Settings> filters = fields.settings("filters");
    String requestedName = fields.has("requestedData") ? "requestedData" : "requested_data";
    Optional<List<String>> requested =
        fields.has(requestedName) && !fields.isNull(requestedName)
            ? Optional.of(fields.lines(requestedName, NAME))
            : Optional.empty();
    for (String name : requested.orElse(List.of())) {
      // Bodies are asked for by many clients; there are none, which is no reason to refuse.
      if (!ExportFields.names().contains(name)
          && !name.equals("request")
          && !name.equals("response")
          && !name.equals("mode")) {
        fields.reject(requestedName, "expected of " + String.join(", ", ExportFields.names()));
      }
    }
    fields.verify();
    filters.ifPresent(ExportController::filter);
    return new ExportLogs.Draft(description, filters, requested);
  }

  private static LogFilter filter(Settings filters) {
    return LogFilters.read(
        name -> Optional.ofNullable(filters.values().get(name)).flatMap(ExportController::text));
  }

  private static Optional<String> text(Object value) {
    String text =
        switch (value) {
          case Collection<?> list ->
              list.stream().map(String::valueOf).collect(Collectors.joining(","));
          case Map<?, ?> map ->
              map.entrySet().stream()
                  .map(entry -> quoted(entry.getKey()) + ":" + quoted(entry.getValue()))
                  .collect(Collectors.joining(",", "{", "}"));
          default -> value.toString();
        };
    return Optional.of(text).filter(given -> !given.isBlank());
  }

  private static String quoted(Object text) {
    return '"'
        + new String(
            com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance()
                .quoteAsString(String.valueOf(text)))
        + '"';
  }
}
