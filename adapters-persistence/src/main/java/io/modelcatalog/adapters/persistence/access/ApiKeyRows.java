package io.modelcatalog.adapters.persistence.access;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface ApiKeyRows extends CrudRepository<ApiKeyRow, UUID> {
  Optional<ApiKeyRow> findByDigest(String digest);

  List<ApiKeyRow> findByIdIn(List<UUID> ids);

  @Query("SELECT * FROM api_key WHERE workspace_id = :workspace ORDER BY created_at, id")
  List<ApiKeyRow> in(UUID workspace);

  @Query(
      """
      SELECT * FROM api_key WHERE organization_id = :organization AND workspace_id IS NULL
      ORDER BY created_at, id\
      """)
  List<ApiKeyRow> ofOrganization(UUID organization);

  @Query(
      """
      SELECT id FROM api_key
      WHERE rotation_due <= :now AND (expires_at IS NULL OR expires_at > :now)
      ORDER BY rotation_due, id LIMIT :most\
      """)
  List<UUID> dueForRotation(long now, int most);

  @Query("DELETE FROM api_key WHERE id = :id")
  int remove(UUID id);
}
