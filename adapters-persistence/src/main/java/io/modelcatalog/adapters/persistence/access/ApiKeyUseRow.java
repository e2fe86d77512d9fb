package io.modelcatalog.adapters.persistence.access;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import java.util.UUID;

@MappedEntity("api_key_use")
record ApiKeyUseRow(@Id @MappedProperty("api_key_id") UUID id, long lastUsedAt) {}
