package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.shared.Result;

/** Shows one call. */
public interface FindLog {
  /** What the actor needs. */
  String SCOPE = "logs.view";

  Result<LogEntry, CatalogError> handle(Query query);

  /**
   * Which call.
   *
   * @param actor who asks
   * @param id the call's id, or its trace's: then the newest call of it
   */
  record Query(Actor actor, String id) {}
}
