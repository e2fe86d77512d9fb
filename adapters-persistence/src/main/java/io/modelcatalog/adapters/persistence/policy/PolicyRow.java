package io.modelcatalog.adapters.persistence.policy;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import io.micronaut.data.annotation.Version;
import io.modelcatalog.adapters.persistence.json.Audited;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@MappedEntity("policy")
record PolicyRow(
    @Id UUID id,
    @MappedProperty("organization_id") UUID organization,
    @MappedProperty("workspace_id") @Nullable UUID workspace,
    @Nullable String name,
    String conditions,
    String groupBy,
    boolean rate,
    String unit,
    String amount,
    boolean archived,
    int usageEpoch,
    String resets,
    @Nullable Long lastResetAt,
    String createdBy,
    long createdAt,
    long updatedAt,
    @Version long version)
    implements Audited {}
