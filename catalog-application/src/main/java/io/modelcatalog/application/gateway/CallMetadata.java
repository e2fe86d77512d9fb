package io.modelcatalog.application.gateway;

import io.modelcatalog.domain.shared.Result;
import java.util.Map;

/** What a client says of its call besides the call itself. Read only if a policy asks for it. */
@FunctionalInterface
public interface CallMetadata {
  /** Nothing is said. */
  CallMetadata NONE = () -> Result.ok(Map.of());

  /**
   * Reads it.
   *
   * @return the values by name, or the rule that what was sent breaks
   */
  Result<Map<String, String>, String> read();
}
