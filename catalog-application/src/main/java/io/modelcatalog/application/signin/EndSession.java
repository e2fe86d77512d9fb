package io.modelcatalog.application.signin;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.domain.person.SessionId;
import io.modelcatalog.domain.shared.Result;

/** Ends a session of one's own, be it the one that asks: signing out. */
public interface EndSession {

  Result<SessionId, CatalogError> handle(KnownSession by, Command command);

  /**
   * Which one.
   *
   * @param id its id as it was asked for
   */
  record Command(String id) {}
}
