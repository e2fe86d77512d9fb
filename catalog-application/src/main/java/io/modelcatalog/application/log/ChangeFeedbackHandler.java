package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.log.Feedback;
import io.modelcatalog.application.port.log.Feedbacks;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.shared.Result;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

final class ChangeFeedbackHandler implements ChangeFeedback {
  private final Feedbacks feedbacks;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;

  ChangeFeedbackHandler(Feedbacks feedbacks, UnitOfWork unitOfWork, InstantSource clock) {
    this.feedbacks = feedbacks;
    this.unitOfWork = unitOfWork;
    this.clock = clock;
  }

  @Override
  public Result<UUID, CatalogError> handle(Command command) {
    String permission = GiveFeedbackHandler.permission(command.actor());
    if (!command.actor().may(permission)) {
      return Result.err(new CatalogError.Forbidden(permission));
    }
    return unitOfWork.execute(command.actor(), () -> changed(command, permission));
  }

  private Result<UUID, CatalogError> changed(Command command, String permission) {
    Optional<Feedback> found =
        WorkspaceLookup.uuid(command.id())
            .flatMap(id -> feedbacks.find(command.actor().organization(), id))
            .filter(feedback -> command.actor().may(permission, feedback.workspace()));
    if (found.isEmpty()) {
      return Result.err(new CatalogError.NotFound("feedback", command.id()));
    }
    Feedback before = found.get();
    feedbacks.change(
        new Feedback(
            before.id(),
            before.organization(),
            before.workspace(),
            before.traceId(),
            command.value().orElse(before.value()),
            command.weight().orElse(before.weight()),
            command.metadata().orElse(before.metadata()),
            before.createdAt(),
            clock.instant()));
    return Result.ok(before.id());
  }
}
