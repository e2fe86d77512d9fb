package io.modelcatalog.adapters.persistence.secret;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface OrganizationKeyRows extends CrudRepository<OrganizationKeyRow, UUID> {
  @Query(
      """
      INSERT INTO organization_key (organization_id, wrapped, created_at, updated_at)
      VALUES (:organization, :wrapped, :now, :now) ON CONFLICT DO NOTHING""")
  int insertIfAbsent(UUID organization, byte[] wrapped, long now);

  @Query("SELECT * FROM organization_key WHERE organization_id = :organization FOR UPDATE")
  Optional<OrganizationKeyRow> locked(UUID organization);

  @Query("SELECT * FROM organization_key ORDER BY organization_id FOR UPDATE")
  List<OrganizationKeyRow> allLocked();

  @Query(
      """
      UPDATE organization_key SET wrapped = :wrapped, updated_at = :now
      WHERE organization_id = :organization""")
  int replace(UUID organization, byte[] wrapped, long now);
}
