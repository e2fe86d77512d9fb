package io.modelcatalog.adapters.http.log;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.DryRun;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.log.FindLog;
import io.modelcatalog.application.log.ListLogs;
import io.modelcatalog.application.log.WriteLogs;
import java.util.List;

/** {@code /v1/logs}: the records of calls. */
@Controller("/v1/logs")
@ExecuteOn(TaskExecutors.BLOCKING)
final class LogController {
  private static final int USUAL = 50;
  private static final int LINE = 255;

  private final ListLogs list;
  private final FindLog find;
  private final WriteLogs write;

  LogController(ListLogs list, FindLog find, WriteLogs write) {
    this.list = list;
    this.find = find;
    this.write = write;
  }

  /** Adds one call that was made elsewhere, or each of a list. */
  @Needs("logs.write")
  @DryRun
  @Post
  LogJson.Written write(Actor actor, HttpRequest<?> request, @Body byte[] body) {
    List<Fields> given = Fields.readOneOrMore(body);
    List<WriteLogs.Item> items = given.stream().map(CustomLogs::read).toList();
    given.forEach(Fields::verify);
    return LogJson.Written.of(
        Refusal.unless(
            write.handle(
                new WriteLogs.Command(
                    actor,
                    Paging.text(request, "workspace_id")
                        .or(() -> Paging.text(request, "workspace_slug"))
                        .or(() -> given.getFirst().line("workspace_id", LINE)),
                    items))));
  }

  /** Lists calls, newest first. */
  @Needs("logs.list")
  @Get
  LogJson.Logs list(Actor actor, HttpRequest<?> request) {
    return LogJson.Logs.of(
        Refusal.unless(
            list.handle(
                new ListLogs.Query(
                    actor,
                    Paging.text(request, "workspace_slug")
                        .or(() -> Paging.text(request, "workspace_id")),
                    LogFilters.read(name -> Paging.text(request, name)),
                    Paging.of(request, USUAL),
                    Paging.text(request, "cursor").map(Cursors::read)))));
  }

  /** Shows one call, by its id or its trace's. */
  @Needs("logs.view")
  @Get("/{id}")
  LogJson.Log find(Actor actor, @PathVariable String id) {
    FindLog.Found found = Refusal.unless(find.handle(new FindLog.Query(actor, id)));
    return LogJson.Log.of(found.entry(), found.bodies());
  }
}
