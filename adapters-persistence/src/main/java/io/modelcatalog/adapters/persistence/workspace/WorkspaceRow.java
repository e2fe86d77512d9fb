package io.modelcatalog.adapters.persistence.workspace;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import io.micronaut.data.annotation.Version;
import io.modelcatalog.adapters.persistence.json.Audited;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@MappedEntity("workspace")
record WorkspaceRow(
    @Id UUID id,
    @MappedProperty("organization_id") UUID organization,
    String slug,
    String name,
    @Nullable String description,
    @Nullable String icon,
    String defaults,
    String limits,
    @MappedProperty("is_default") boolean isDefault,
    boolean archived,
    String settings,
    @MappedProperty("security_settings") String security,
    int usageEpoch,
    @Nullable Long lastResetAt,
    String createdBy,
    long createdAt,
    long updatedAt,
    @Version long version)
    implements Audited {}
