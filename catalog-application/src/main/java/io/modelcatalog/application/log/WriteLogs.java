package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.usage.TokenUsage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Adds calls that were made elsewhere to the request log: all that are given, or none. */
public interface WriteLogs {
  /** What the actor needs. */
  String SCOPE = "logs.write";

  Result<List<UUID>, CatalogError> handle(Command command);

  /**
   * What is added.
   *
   * @param actor who adds it
   * @param workspace where it was made, by id or slug; empty for the actor's own
   * @param items the calls
   */
  record Command(Actor actor, Optional<String> workspace, List<Item> items) {
    public Command {
      items = List.copyOf(items);
    }
  }

  /**
   * One call.
   *
   * @param target what was called
   * @param asked what was asked for
   * @param status the HTTP status of the answer
   * @param usage what it used
   * @param millis how long it took
   * @param trace where it belongs; without an id it is a trace of its own
   * @param metadata what is said of it, by name
   */
  record Item(
      LogRecord.Target target,
      LogRecord.Asked asked,
      int status,
      TokenUsage usage,
      long millis,
      LogRecord.Trace trace,
      Map<String, String> metadata) {}
}
