package io.modelcatalog.adapters.persistence.organization;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import io.micronaut.data.annotation.Version;
import io.modelcatalog.adapters.persistence.json.Audited;
import java.util.UUID;

@MappedEntity("organization")
record OrganizationRow(
    @Id UUID id,
    String name,
    boolean workspacesMayCreateIntegrations,
    boolean allowUnpricedModels,
    @MappedProperty("security_settings") String security,
    String createdBy,
    long createdAt,
    long updatedAt,
    @Version long version)
    implements Audited {}
