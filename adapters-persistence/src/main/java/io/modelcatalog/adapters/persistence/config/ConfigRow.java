package io.modelcatalog.adapters.persistence.config;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import io.micronaut.data.annotation.Version;
import io.modelcatalog.adapters.persistence.json.Audited;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A config with its current version beside it, so that reading one takes one row.
 *
 * @param defaultOf its workspace if it is the default there: a unique column, so that there is one
 */
@MappedEntity("config")
record ConfigRow(
    @Id UUID id,
    @MappedProperty("organization_id") UUID organization,
    @MappedProperty("workspace_id") UUID workspace,
    String slug,
    String name,
    UUID versionId,
    int versionNumber,
    String document,
    String versionBy,
    long versionAt,
    @Nullable UUID defaultOf,
    boolean archived,
    String updatedBy,
    String createdBy,
    long createdAt,
    long updatedAt,
    @Version long version)
    implements Audited {}
