package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Notes what somebody thinks of traces: all that is given, or nothing. */
public interface GiveFeedback {
  /** What the actor needs: one of these. */
  List<String> SCOPES = List.of("logs.write", "completions.write");

  Result<List<UUID>, CatalogError> handle(Command command);

  /**
   * What is given.
   *
   * @param actor who gives it
   * @param workspace where the traces belong, by id or slug; empty for the actor's own, or else the
   *     one of a logged call of the trace
   * @param items one for each trace
   */
  record Command(Actor actor, Optional<String> workspace, List<Item> items) {
    public Command {
      items = List.copyOf(items);
    }
  }

  /**
   * One feedback.
   *
   * @param traceId the trace
   * @param value from worst to best
   * @param weight how much it counts, in thousandths
   * @param metadata what else is said, by name
   */
  record Item(String traceId, int value, int weight, Map<String, String> metadata) {}
}
