package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.log.LogBodies;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/** Shows one call. */
public interface FindLog {
  /** What the actor needs. */
  String SCOPE = "logs.view";

  Result<Found, CatalogError> handle(Query query);

  /**
   * What was found.
   *
   * @param entry the call
   * @param bodies what was said in it; empty if it is not kept, or not for the actor to see
   */
  record Found(LogEntry entry, Optional<LogBodies.Bodies> bodies) {}

  /**
   * Which call.
   *
   * @param actor who asks
   * @param id the call's id, or its trace's: then the newest call of it
   */
  record Query(Actor actor, String id) {}
}
