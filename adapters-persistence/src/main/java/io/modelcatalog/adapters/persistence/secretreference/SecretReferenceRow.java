package io.modelcatalog.adapters.persistence.secretreference;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import io.micronaut.data.annotation.Version;
import io.modelcatalog.adapters.persistence.json.Audited;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@MappedEntity("secret_reference")
record SecretReferenceRow(
    @Id UUID id,
    @MappedProperty("organization_id") UUID organization,
    String slug,
    String name,
    @Nullable String description,
    String kind,
    String auth,
    @Nullable UUID credentialId,
    @Nullable Integer credentialVersion,
    @Nullable String credentialMasks,
    String path,
    @Nullable String secretKey,
    boolean allWorkspaces,
    String allowed,
    String tags,
    String createdBy,
    long createdAt,
    long updatedAt,
    @Version long version)
    implements Audited {}
