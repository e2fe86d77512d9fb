package io.modelcatalog.adapters.persistence.config;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

@MappedEntity("config_version")
record ConfigVersionRow(
    @Id UUID id,
    UUID configId,
    int versionNumber,
    String document,
    String createdBy,
    long createdAt) {}
