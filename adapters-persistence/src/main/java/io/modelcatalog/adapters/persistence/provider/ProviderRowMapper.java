package io.modelcatalog.adapters.persistence.provider;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.domain.provider.AiProvider;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;

@Mapper(uses = Columns.class)
interface ProviderRowMapper {
  @Mapping(target = "createdBy", source = "audit.createdBy")
  @Mapping(target = "createdAt", source = "audit.createdAt")
  @Mapping(target = "updatedAt", source = "audit.updatedAt")
  @Mapping(target = "version", qualifiedByName = "toRowVersion")
  ProviderRow toRow(AiProvider provider);

  @Mapping(target = "audit", source = ".")
  @Mapping(target = "version", qualifiedByName = "fromRowVersion")
  AiProvider fromRow(ProviderRow row);
}
