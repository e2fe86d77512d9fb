package io.modelcatalog.application.apikey;

import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.usage.UsageView;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.limit.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds to keys how they stand. */
final class KeyViews {
  private final ApiKeyRepository keys;
  private final UsageView usage;
  private final InstantSource clock;

  KeyViews(ApiKeyRepository keys, UsageView usage, InstantSource clock) {
    this.keys = keys;
    this.usage = usage;
    this.clock = clock;
  }

  ApiKeyView of(ApiKey key) {
    return of(List.of(key)).getFirst();
  }

  List<ApiKeyView> of(List<ApiKey> some) {
    Map<ApiKeyId, Instant> used = keys.lastUsed(some.stream().map(ApiKey::id).toList());
    return some.stream()
        .map(key -> new ApiKeyView(key, status(key), Optional.ofNullable(used.get(key.id()))))
        .toList();
  }

  /** How a key stands now. */
  UsageView.Status status(ApiKey key) {
    return usage.status(
        Level.API_KEY,
        key.id().value(),
        key.limits(),
        key.usageEpoch(),
        key.end(),
        clock.instant());
  }
}
