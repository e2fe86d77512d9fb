package io.modelcatalog.adapters.persistence.organization;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.domain.organization.Organization;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;

@Mapper(uses = Columns.class)
interface OrganizationRowMapper {
  @Mapping(target = "createdBy", source = "audit.createdBy")
  @Mapping(target = "createdAt", source = "audit.createdAt")
  @Mapping(target = "updatedAt", source = "audit.updatedAt")
  @Mapping(target = "version", qualifiedByName = "toRowVersion")
  OrganizationRow toRow(Organization organization);

  @Mapping(target = "audit", source = ".")
  @Mapping(target = "version", qualifiedByName = "fromRowVersion")
  Organization fromRow(OrganizationRow row);
}
