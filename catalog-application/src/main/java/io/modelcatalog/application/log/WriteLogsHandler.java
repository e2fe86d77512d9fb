package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.application.port.log.RequestLogs;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

final class WriteLogsHandler implements WriteLogs {
  private final LogUseCases.Ports ports;
  private final RequestLogs logs;
  private final WorkspaceLookup workspaces;

  WriteLogsHandler(LogUseCases.Ports ports) {
    this.ports = ports;
    this.logs = ports.logs();
    this.workspaces = new WorkspaceLookup(ports.workspaces());
  }

  @Override
  public Result<List<UUID>, CatalogError> handle(Command command) {
    if (!command.actor().may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return ports
        .unitOfWork()
        .execute(
            command.actor(),
            () ->
                workspaces
                    .required(command.actor(), SCOPE, command.workspace())
                    .map(workspace -> written(command, workspace)));
  }

  private List<UUID> written(Command command, Workspace workspace) {
    Actor actor = command.actor();
    Instant now = ports.clock().instant().truncatedTo(ChronoUnit.MICROS);
    LogRecord.Caller caller =
        new LogRecord.Caller(
            actor.kind() == Actor.Kind.API_KEY
                ? WorkspaceLookup.uuid(actor.id().value()).map(ApiKeyId::new)
                : Optional.empty(),
            "",
            actor.person(),
            "");
    List<LogRecord> records = new ArrayList<>();
    for (Item item : command.items()) {
      UUID id = ports.ids().next();
      LogRecord.Trace trace = item.trace();
      records.add(
          new LogRecord(
              id,
              now,
              actor.organization(),
              workspace.id(),
              caller,
              item.target(),
              item.asked(),
              new LogRecord.End(item.status(), LogRecord.End.CUSTOM, ""),
              item.usage(),
              Money.ZERO,
              false,
              new LogRecord.Times(item.millis() * 1_000, -1, item.millis() * 1_000),
              new LogRecord.Trace(
                  trace.id().isEmpty() ? id.toString() : trace.id(),
                  trace.span(),
                  trace.parent(),
                  trace.name()),
              item.metadata()));
    }
    logs.append(records);
    return records.stream().map(LogRecord::id).toList();
  }
}
