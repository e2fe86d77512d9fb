package io.modelcatalog.adapters.persistence.integration;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface WorkspaceGrantRows extends CrudRepository<WorkspaceGrantRow, UUID> {
  Optional<WorkspaceGrantRow> findByIntegrationAndWorkspace(UUID integration, UUID workspace);

  @Query(
      "SELECT * FROM workspace_grant WHERE integration_id = :integration ORDER BY created_at, id")
  List<WorkspaceGrantRow> of(UUID integration);

  @Query("SELECT * FROM workspace_grant WHERE workspace_id = :workspace ORDER BY created_at, id")
  List<WorkspaceGrantRow> to(UUID workspace);

  @Query("SELECT COUNT(*) FROM provider WHERE grant_id = :grant")
  long countProviders(UUID grant);

  @Query("DELETE FROM workspace_grant WHERE id = :id")
  int remove(UUID id);

  @Query("DELETE FROM workspace_grant WHERE integration_id = :integration")
  int removeOf(UUID integration);
}
