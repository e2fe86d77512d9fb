package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.log.Feedback;
import io.modelcatalog.application.port.log.Feedbacks;
import io.modelcatalog.application.port.log.LogReach;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.application.port.log.RequestLogs;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

final class GiveFeedbackHandler implements GiveFeedback {
  private final Feedbacks feedbacks;
  private final RequestLogs logs;
  private final WorkspaceLookup workspaces;
  private final UnitOfWork unitOfWork;
  private final IdSource ids;
  private final InstantSource clock;

  GiveFeedbackHandler(
      Feedbacks feedbacks,
      RequestLogs logs,
      WorkspaceRepository workspaces,
      UnitOfWork unitOfWork,
      IdSource ids,
      InstantSource clock) {
    this.feedbacks = feedbacks;
    this.logs = logs;
    this.workspaces = new WorkspaceLookup(workspaces);
    this.unitOfWork = unitOfWork;
    this.ids = ids;
    this.clock = clock;
  }

  /** The permission by which somebody may give feedback; the first, if by none of them. */
  static String permission(Actor actor) {
    return SCOPES.stream().filter(actor::may).findFirst().orElse(SCOPES.getFirst());
  }

  @Override
  public Result<List<UUID>, CatalogError> handle(Command command) {
    String permission = permission(command.actor());
    if (!command.actor().may(permission)) {
      return Result.err(new CatalogError.Forbidden(permission));
    }
    return unitOfWork.execute(command.actor(), () -> given(command, permission));
  }

  private Result<List<UUID>, CatalogError> given(Command command, String permission) {
    Instant now = clock.instant();
    List<Feedback> all = new ArrayList<>();
    for (Item item : command.items()) {
      switch (workspace(command, permission, item.traceId())) {
        case Result.Ok<WorkspaceId, CatalogError>(WorkspaceId workspace) ->
            all.add(
                new Feedback(
                    ids.next(),
                    command.actor().organization(),
                    workspace,
                    item.traceId(),
                    item.value(),
                    item.weight(),
                    item.metadata(),
                    now,
                    now));
        case Result.Err<WorkspaceId, CatalogError>(CatalogError error) -> {
          return Result.err(error);
        }
      }
    }
    feedbacks.add(all);
    return Result.ok(all.stream().map(Feedback::id).toList());
  }

  private Result<WorkspaceId, CatalogError> workspace(
      Command command, String permission, String trace) {
    Actor actor = command.actor();
    if (command.workspace().isEmpty() && actor.impliedWorkspace().isEmpty()) {
      Optional<LogRecord> call =
          logs.find(LogReach.of(actor.organization()), trace)
              .filter(found -> actor.may(permission, found.workspace()));
      if (call.isPresent()) {
        return Result.ok(call.get().workspace());
      }
    }
    return workspaces.required(actor, permission, command.workspace()).map(found -> found.id());
  }
}
