package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.shared.Result;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Changes what somebody thought of a trace. */
public interface ChangeFeedback {

  Result<UUID, CatalogError> handle(Command command);

  /**
   * What is changed; what is empty stays.
   *
   * @param actor who changes it
   * @param id the feedback
   * @param value from worst to best
   * @param weight how much it counts, in thousandths
   * @param metadata what else is said, by name
   */
  record Command(
      Actor actor,
      String id,
      OptionalInt value,
      OptionalInt weight,
      Optional<Map<String, String>> metadata) {}
}
