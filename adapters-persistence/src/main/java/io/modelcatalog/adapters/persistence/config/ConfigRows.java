package io.modelcatalog.adapters.persistence.config;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Each list has its count beside it; both must stay the same question. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ConfigRows extends CrudRepository<ConfigRow, UUID> {
  @Query("SELECT * FROM config WHERE organization_id = :organization AND slug = :slug")
  Optional<ConfigRow> bySlug(UUID organization, String slug);

  @Query("SELECT * FROM config WHERE id = :id FOR UPDATE")
  Optional<ConfigRow> hold(UUID id);

  @Query("SELECT * FROM config WHERE default_of = :workspace")
  Optional<ConfigRow> defaultOf(UUID workspace);

  @Query(
      """
      SELECT * FROM config WHERE organization_id = :organization AND archived = :archived
      ORDER BY created_at, id LIMIT :size OFFSET :before""")
  List<ConfigRow> page(UUID organization, boolean archived, int size, long before);

  @Query(
      """
      SELECT COUNT(*) FROM config
      WHERE organization_id = :organization AND archived = :archived""")
  long count(UUID organization, boolean archived);

  @Query(
      """
      SELECT * FROM config
      WHERE organization_id = :organization AND workspace_id IN (:workspaces)
        AND archived = :archived
      ORDER BY created_at, id LIMIT :size OFFSET :before""")
  List<ConfigRow> pageIn(
      UUID organization, List<UUID> workspaces, boolean archived, int size, long before);

  @Query(
      """
      SELECT COUNT(*) FROM config
      WHERE organization_id = :organization AND workspace_id IN (:workspaces)
        AND archived = :archived""")
  long countIn(UUID organization, List<UUID> workspaces, boolean archived);

  @Query("DELETE FROM config WHERE id = :id")
  int remove(UUID id);
}
