package io.modelcatalog.application.workspace;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.util.Map;

/** The rules for {@code defaults}: what calls of a workspace or of a key start from. */
public final class CallDefaults {
  /** Metadata of calls: short texts by name. */
  public static final String METADATA = "metadata";

  private static final int LONGEST = 128;

  private CallDefaults() {}

  /**
   * Checks the settings that have a meaning; others are kept as they are.
   *
   * @param defaults by wire names
   */
  public static Result<Settings, CatalogError> check(Settings defaults) {
    Object metadata = defaults.values().get(METADATA);
    if (metadata != null && !isMetadata(metadata)) {
      return refused(METADATA, "an object of texts of at most " + LONGEST + " characters");
    }
    Object config = defaults.values().get("config_id");
    if (config != null && !(config instanceof String)) {
      return refused("config_id", "a text");
    }
    Object override = defaults.values().get("allow_config_override");
    if (override != null && !(override instanceof Boolean)) {
      return refused("allow_config_override", "true or false");
    }
    return Result.ok(defaults);
  }

  private static boolean isMetadata(Object value) {
    return value instanceof Map<?, ?> map
        && map.entrySet().stream()
            .allMatch(
                entry ->
                    entry.getKey() instanceof String name
                        && name.length() <= LONGEST
                        && entry.getValue() instanceof String text
                        && text.length() <= LONGEST);
  }

  private static Result<Settings, CatalogError> refused(String name, String rule) {
    return Result.err(new CatalogError.Invalid("defaults." + name, rule));
  }
}
