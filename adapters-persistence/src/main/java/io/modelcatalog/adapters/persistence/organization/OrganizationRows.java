package io.modelcatalog.adapters.persistence.organization;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.List;
import java.util.UUID;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface OrganizationRows extends CrudRepository<OrganizationRow, UUID> {
  @Query("SELECT * FROM organization ORDER BY created_at, id")
  List<OrganizationRow> oldestFirst();
}
