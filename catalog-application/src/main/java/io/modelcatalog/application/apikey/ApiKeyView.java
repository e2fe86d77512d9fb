package io.modelcatalog.application.apikey;

import io.modelcatalog.application.port.usage.UsageView;
import io.modelcatalog.domain.access.ApiKey;
import java.time.Instant;
import java.util.Optional;

/**
 * A key together with how it stands.
 *
 * @param key the key
 * @param status how it stands now
 * @param lastUsedAt when it was last used for a call of a model, to the minute
 */
public record ApiKeyView(ApiKey key, UsageView.Status status, Optional<Instant> lastUsedAt) {}
