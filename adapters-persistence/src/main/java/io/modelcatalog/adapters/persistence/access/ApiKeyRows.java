package io.modelcatalog.adapters.persistence.access;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Each list has its count beside it; both must stay the same question. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ApiKeyRows extends CrudRepository<ApiKeyRow, UUID> {
  Optional<ApiKeyRow> findByDigest(String digest);

  @Query(
      """
      SELECT t.* FROM api_key t JOIN (
        SELECT id FROM api_key WHERE organization_id = :organization
        ORDER BY created_at, id LIMIT :size OFFSET :before) page ON page.id = t.id
      ORDER BY t.created_at, t.id\
      """)
  List<ApiKeyRow> page(UUID organization, int size, long before);

  long countByOrganization(UUID organization);

  @Query(
      """
      SELECT t.* FROM api_key t JOIN (
        SELECT id FROM api_key WHERE organization_id = :organization AND workspace_id = :workspace
        ORDER BY created_at, id LIMIT :size OFFSET :before) page ON page.id = t.id
      ORDER BY t.created_at, t.id\
      """)
  List<ApiKeyRow> pageIn(UUID organization, UUID workspace, int size, long before);

  long countByOrganizationAndWorkspace(UUID organization, UUID workspace);

  @Query(
      """
      SELECT * FROM api_key
      WHERE organization_id = :organization
        AND key_type IN (:types)
        AND (:everybodys = TRUE OR owner_user IS NULL OR owner_user = :person)
      ORDER BY created_at, id LIMIT :size OFFSET :before\
      """)
  List<ApiKeyRow> pageOnly(
      UUID organization,
      List<String> types,
      boolean everybodys,
      String person,
      int size,
      long before);

  @Query(
      """
      SELECT COUNT(*) FROM api_key
      WHERE organization_id = :organization
        AND key_type IN (:types)
        AND (:everybodys = TRUE OR owner_user IS NULL OR owner_user = :person)\
      """)
  long countOnly(UUID organization, List<String> types, boolean everybodys, String person);

  @Query(
      """
      SELECT * FROM api_key
      WHERE organization_id = :organization
        AND workspace_id = :workspace
        AND key_type IN (:types)
        AND (:everybodys = TRUE OR owner_user IS NULL OR owner_user = :person)
      ORDER BY created_at, id LIMIT :size OFFSET :before\
      """)
  List<ApiKeyRow> pageOnlyIn(
      UUID organization,
      UUID workspace,
      List<String> types,
      boolean everybodys,
      String person,
      int size,
      long before);

  @Query(
      """
      SELECT COUNT(*) FROM api_key
      WHERE organization_id = :organization
        AND workspace_id = :workspace
        AND key_type IN (:types)
        AND (:everybodys = TRUE OR owner_user IS NULL OR owner_user = :person)\
      """)
  long countOnlyIn(
      UUID organization, UUID workspace, List<String> types, boolean everybodys, String person);

  @Query(
      """
      SELECT * FROM api_key
      WHERE organization_id = :organization
        AND id IN (:ids)
        AND key_type IN (:types)
        AND (:everybodys = TRUE OR owner_user IS NULL OR owner_user = :person)
      ORDER BY created_at, id LIMIT :size OFFSET :before\
      """)
  List<ApiKeyRow> pageOf(
      UUID organization,
      List<UUID> ids,
      List<String> types,
      boolean everybodys,
      String person,
      int size,
      long before);

  @Query(
      """
      SELECT COUNT(*) FROM api_key
      WHERE organization_id = :organization
        AND id IN (:ids)
        AND key_type IN (:types)
        AND (:everybodys = TRUE OR owner_user IS NULL OR owner_user = :person)\
      """)
  long countOf(
      UUID organization, List<UUID> ids, List<String> types, boolean everybodys, String person);

  @Query(
      """
      SELECT * FROM api_key
      WHERE organization_id = :organization
        AND workspace_id = :workspace AND id IN (:ids)
        AND key_type IN (:types)
        AND (:everybodys = TRUE OR owner_user IS NULL OR owner_user = :person)
      ORDER BY created_at, id LIMIT :size OFFSET :before\
      """)
  List<ApiKeyRow> pageInOf(
      UUID organization,
      UUID workspace,
      List<UUID> ids,
      List<String> types,
      boolean everybodys,
      String person,
      int size,
      long before);

  @Query(
      """
      SELECT COUNT(*) FROM api_key
      WHERE organization_id = :organization
        AND workspace_id = :workspace AND id IN (:ids)
        AND key_type IN (:types)
        AND (:everybodys = TRUE OR owner_user IS NULL OR owner_user = :person)\
      """)
  long countInOf(
      UUID organization,
      UUID workspace,
      List<UUID> ids,
      List<String> types,
      boolean everybodys,
      String person);

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
