package io.modelcatalog.adapters.persistence.access;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.domain.access.ApiKey;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;

@Mapper(uses = Columns.class)
interface ApiKeyRowMapper {
  @Mapping(target = "createdBy", source = "audit.createdBy")
  @Mapping(target = "createdAt", source = "audit.createdAt")
  @Mapping(target = "updatedAt", source = "audit.updatedAt")
  @Mapping(target = "version", qualifiedByName = "toRowVersion")
  ApiKeyRow toRow(ApiKey key);

  @Mapping(target = "audit", source = ".")
  @Mapping(target = "version", qualifiedByName = "fromRowVersion")
  ApiKey fromRow(ApiKeyRow row);
}
