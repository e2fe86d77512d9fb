package io.modelcatalog.adapters.persistence.workspace;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface WorkspaceRows extends CrudRepository<WorkspaceRow, UUID> {
  Optional<WorkspaceRow> findByOrganizationAndSlug(UUID organization, String slug);

  List<WorkspaceRow> findByIdIn(Collection<UUID> ids);

  @Query("SELECT * FROM workspace WHERE organization_id = :organization ORDER BY created_at, id")
  List<WorkspaceRow> oldestFirst(UUID organization);

  @Query(
      """
      SELECT * FROM workspace WHERE organization_id = :organization AND archived = :archived
      ORDER BY created_at, id LIMIT :size OFFSET :before""")
  List<WorkspaceRow> page(UUID organization, boolean archived, int size, long before);

  long countByOrganizationAndArchived(UUID organization, boolean archived);

  @Query(
      """
      SELECT CASE
        WHEN EXISTS (SELECT 1 FROM provider WHERE workspace_id = :workspace) THEN 'provider'
        WHEN EXISTS (SELECT 1 FROM api_key WHERE workspace_id = :workspace) THEN 'api-key'
        WHEN EXISTS (SELECT 1 FROM integration WHERE workspace_id = :workspace) THEN 'integration'
        WHEN EXISTS (SELECT 1 FROM workspace_grant WHERE workspace_id = :workspace)
          THEN 'integration-workspace'
        ELSE '' END""")
  String whatBelongsTo(UUID workspace);

  @Query("DELETE FROM workspace WHERE id = :id")
  int remove(UUID id);
}
