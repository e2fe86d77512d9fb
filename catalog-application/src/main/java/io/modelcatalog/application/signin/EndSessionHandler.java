package io.modelcatalog.application.signin;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.persistence.SessionStore;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.person.SessionId;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

final class EndSessionHandler implements EndSession {
  private final SessionStore sessions;
  private final UnitOfWork unitOfWork;

  EndSessionHandler(SessionStore sessions, UnitOfWork unitOfWork) {
    this.sessions = sessions;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<SessionId, CatalogError> handle(KnownSession by, Command command) {
    Optional<SessionId> id = WorkspaceLookup.uuid(command.id()).map(SessionId::new);
    return unitOfWork.execute(
        by.actor(),
        () ->
            id.isPresent() && sessions.end(by.user().id(), id.get())
                ? Result.ok(id.get())
                : Result.err(new CatalogError.NotFound("session", command.id())));
  }
}
