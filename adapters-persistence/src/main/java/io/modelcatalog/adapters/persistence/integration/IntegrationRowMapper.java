package io.modelcatalog.adapters.persistence.integration;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationOrigin;
import io.modelcatalog.domain.integration.IntegrationOrigin.CreatedInWorkspace;
import io.modelcatalog.domain.integration.IntegrationOrigin.OwnedByOrganization;
import io.modelcatalog.domain.integration.IntegrationPool;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;
import org.mapstruct.Named;

@Mapper(uses = Columns.class)
interface IntegrationRowMapper {
  @Mapping(target = "workspace", source = "integration", qualifiedByName = "madeIn")
  @Mapping(target = "credentialId", source = "credentials", qualifiedByName = "credentialId")
  @Mapping(
      target = "credentialVersion",
      source = "credentials",
      qualifiedByName = "credentialVersion")
  @Mapping(target = "credentialMasks", source = "credentials", qualifiedByName = "credentialMasks")
  @Mapping(target = "pool", source = "pool", qualifiedByName = "pool")
  @Mapping(target = "createdBy", source = "audit.createdBy")
  @Mapping(target = "createdAt", source = "audit.createdAt")
  @Mapping(target = "updatedAt", source = "audit.updatedAt")
  @Mapping(target = "version", qualifiedByName = "toRowVersion")
  IntegrationRow toRow(Integration integration);

  @Mapping(target = "origin", source = "workspace")
  @Mapping(target = "credentials", source = ".")
  @Mapping(target = "pool", source = ".")
  @Mapping(target = "audit", source = ".")
  @Mapping(target = "version", qualifiedByName = "fromRowVersion")
  Integration fromRow(IntegrationRow row);

  @Mapping(target = "createdBy", source = "audit.createdBy")
  @Mapping(target = "createdAt", source = "audit.createdAt")
  @Mapping(target = "updatedAt", source = "audit.updatedAt")
  @Mapping(target = "version", qualifiedByName = "toRowVersion")
  WorkspaceGrantRow toRow(WorkspaceGrant grant);

  @Mapping(target = "audit", source = ".")
  @Mapping(target = "version", qualifiedByName = "fromRowVersion")
  WorkspaceGrant fromRow(WorkspaceGrantRow row);

  @Named("madeIn")
  default @Nullable UUID madeIn(Integration integration) {
    return integration.workspace().map(WorkspaceId::value).orElse(null);
  }

  /** Not left to the mapper, which would take a missing column for a missing pool. */
  @Named("pool")
  default @Nullable String pool(IntegrationPool pool) {
    return Columns.json(pool);
  }

  default IntegrationPool pool(IntegrationRow row) {
    return Columns.pool(row.pool());
  }

  @Named("credentialId")
  default @Nullable UUID credentialId(Optional<CredentialRef> ref) {
    return ref.map(CredentialRef::id).orElse(null);
  }

  @Named("credentialVersion")
  default @Nullable Integer credentialVersion(Optional<CredentialRef> ref) {
    return ref.map(CredentialRef::version).orElse(null);
  }

  @Named("credentialMasks")
  default @Nullable String credentialMasks(Optional<CredentialRef> ref) {
    return ref.map(some -> Columns.json(some.masks())).orElse(null);
  }

  default IntegrationOrigin origin(@Nullable UUID workspace) {
    return workspace == null
        ? new OwnedByOrganization()
        : new CreatedInWorkspace(new WorkspaceId(workspace));
  }

  default Optional<CredentialRef> credentials(IntegrationRow row) {
    return Optional.ofNullable(row.credentialId())
        .map(
            id ->
                new CredentialRef(
                    id,
                    Objects.requireNonNull(row.credentialVersion()),
                    Columns.textMap(Objects.requireNonNull(row.credentialMasks()))));
  }
}
