package io.modelcatalog.adapters.persistence.provider;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import io.micronaut.data.annotation.Version;
import io.modelcatalog.adapters.persistence.json.Audited;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@MappedEntity("provider")
record ProviderRow(
    @Id UUID id,
    @MappedProperty("organization_id") UUID organization,
    @MappedProperty("workspace_id") UUID workspace,
    @MappedProperty("integration_id") UUID integration,
    @MappedProperty("grant_id") UUID grant,
    String slug,
    String name,
    @Nullable String note,
    String origin,
    String limits,
    @Nullable String models,
    @Nullable Long expiresAt,
    int usageEpoch,
    @Nullable Long lastResetAt,
    String createdBy,
    long createdAt,
    long updatedAt,
    @Version long version)
    implements Audited {}
