package io.modelcatalog.adapters.persistence.integration;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import io.micronaut.data.annotation.Version;
import io.modelcatalog.adapters.persistence.json.Audited;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@MappedEntity("workspace_grant")
record WorkspaceGrantRow(
    @Id UUID id,
    @MappedProperty("organization_id") UUID organization,
    @MappedProperty("integration_id") UUID integration,
    @MappedProperty("workspace_id") UUID workspace,
    boolean enabled,
    @Nullable String ownLimits,
    @Nullable String models,
    int usageEpoch,
    @Nullable Long lastResetAt,
    String createdBy,
    long createdAt,
    long updatedAt,
    @Version long version)
    implements Audited {}
