package io.modelcatalog.domain.policy;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What policies see of a call.
 *
 * @param apiKey the id of the key that calls; null if no key is in question
 * @param workspace the id of the workspace
 * @param provider the provider's slug
 * @param kind the kind of upstream
 * @param model the upstream's name of the model as the call asked for it; null if it names none
 * @param endpoint what is asked for, such as {@code chatComplete}
 * @param metadata the call's metadata, what administrators fixed for the key and the workspace put
 *     in place of what the call says
 */
public record PolicyCall(
    @Nullable String apiKey,
    String workspace,
    String provider,
    String kind,
    @Nullable String model,
    String endpoint,
    Map<String, String> metadata) {

  /** The call's value; null if it has none. A config or a stored prompt, calls have none of. */
  @Nullable String value(PolicyKey key) {
    return switch (key.fact()) {
      case API_KEY -> apiKey;
      case METADATA -> metadata.get(key.name());
      case VIRTUAL_KEY -> provider;
      case PROVIDER -> kind;
      case CONFIG, PROMPT -> null;
      case MODEL -> model;
      case ENDPOINT_TYPE -> endpoint;
      case WORKSPACE -> workspace;
    };
  }
}
