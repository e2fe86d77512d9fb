package io.modelcatalog.application.apikey;

import io.modelcatalog.application.port.usage.UsageView;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.limit.Level;
import java.time.InstantSource;

/** Adds to keys how they stand. */
final class KeyViews {
  private final UsageView usage;
  private final InstantSource clock;

  KeyViews(UsageView usage, InstantSource clock) {
    this.usage = usage;
    this.clock = clock;
  }

  ApiKeyView of(ApiKey key) {
    return new ApiKeyView(
        key,
        usage.status(
            Level.API_KEY,
            key.id().value(),
            key.limits(),
            key.usageEpoch(),
            key.expiresAt(),
            clock.instant()));
  }
}
