package io.modelcatalog.application.apikey;

import io.modelcatalog.application.port.usage.UsageView;
import io.modelcatalog.domain.access.ApiKey;

/**
 * A key together with how it stands.
 *
 * @param key the key
 * @param status how it stands now
 */
public record ApiKeyView(ApiKey key, UsageView.Status status) {}
