package io.modelcatalog.adapters.persistence.integration;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import io.micronaut.data.annotation.Version;
import io.modelcatalog.adapters.persistence.json.Audited;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@MappedEntity("integration")
record IntegrationRow(
    @Id UUID id,
    @MappedProperty("organization_id") UUID organization,
    @MappedProperty("workspace_id") @Nullable UUID workspace,
    String slug,
    String name,
    @Nullable String description,
    String kind,
    String configuration,
    @Nullable UUID credentialId,
    @Nullable Integer credentialVersion,
    @Nullable String credentialMasks,
    String models,
    String workspaceDefaults,
    @Nullable String pool,
    String extras,
    String tags,
    String createdBy,
    long createdAt,
    long updatedAt,
    @Version long version)
    implements Audited {}
