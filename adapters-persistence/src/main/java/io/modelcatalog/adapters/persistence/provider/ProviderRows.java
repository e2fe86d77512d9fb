package io.modelcatalog.adapters.persistence.provider;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface ProviderRows extends CrudRepository<ProviderRow, UUID> {
  Optional<ProviderRow> findByWorkspaceAndSlug(UUID workspace, String slug);

  @Query(
      """
      SELECT * FROM provider WHERE organization_id = :organization
      ORDER BY created_at, id LIMIT :size OFFSET :before""")
  List<ProviderRow> page(UUID organization, int size, long before);

  long countByOrganization(UUID organization);

  @Query(
      """
      SELECT * FROM provider WHERE organization_id = :organization AND workspace_id = :workspace
      ORDER BY created_at, id LIMIT :size OFFSET :before""")
  List<ProviderRow> pageIn(UUID organization, UUID workspace, int size, long before);

  long countByOrganizationAndWorkspace(UUID organization, UUID workspace);

  @Query("SELECT * FROM provider WHERE workspace_id = :workspace ORDER BY created_at, id")
  List<ProviderRow> in(UUID workspace);

  @Query("SELECT * FROM provider WHERE grant_id = :grant ORDER BY created_at, id")
  List<ProviderRow> on(UUID grant);

  @Query("SELECT * FROM provider WHERE integration_id = :integration ORDER BY created_at, id")
  List<ProviderRow> of(UUID integration);

  @Query("DELETE FROM provider WHERE id = :id")
  int remove(UUID id);
}
