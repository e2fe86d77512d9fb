package io.modelcatalog.adapters.persistence.workspace;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.domain.workspace.Workspace;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;

@Mapper(uses = Columns.class)
interface WorkspaceRowMapper {
  @Mapping(target = "createdBy", source = "audit.createdBy")
  @Mapping(target = "createdAt", source = "audit.createdAt")
  @Mapping(target = "updatedAt", source = "audit.updatedAt")
  @Mapping(target = "version", qualifiedByName = "toRowVersion")
  WorkspaceRow toRow(Workspace workspace);

  @Mapping(target = "audit", source = ".")
  @Mapping(target = "version", qualifiedByName = "fromRowVersion")
  Workspace fromRow(WorkspaceRow row);
}
