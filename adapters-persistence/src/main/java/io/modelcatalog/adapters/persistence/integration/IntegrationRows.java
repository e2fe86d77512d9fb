package io.modelcatalog.adapters.persistence.integration;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Each list has its count beside it; both must stay the same question. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface IntegrationRows extends CrudRepository<IntegrationRow, UUID> {
  Optional<IntegrationRow> findByOrganizationAndSlug(UUID organization, String slug);

  List<IntegrationRow> findByIdIn(Collection<UUID> ids);

  @Query("SELECT * FROM integration WHERE organization_id = :organization ORDER BY created_at, id")
  List<IntegrationRow> oldestFirst(UUID organization);

  @Query(
      """
      SELECT t.* FROM integration t JOIN (
        SELECT id FROM integration i WHERE i.organization_id = :organization
        ORDER BY created_at, id LIMIT :size OFFSET :before) page ON page.id = t.id
      ORDER BY t.created_at, t.id""")
  List<IntegrationRow> page(UUID organization, int size, long before);

  @Query(
      """
      SELECT COUNT(*) FROM integration i WHERE i.organization_id = :organization""")
  long count(UUID organization);

  @Query(
      """
      SELECT t.* FROM integration t JOIN (
        SELECT id FROM integration i WHERE i.organization_id = :organization AND i.workspace_id IS NULL
        ORDER BY created_at, id LIMIT :size OFFSET :before) page ON page.id = t.id
      ORDER BY t.created_at, t.id""")
  List<IntegrationRow> pageOfOrganization(UUID organization, int size, long before);

  @Query(
      """
      SELECT COUNT(*) FROM integration i WHERE i.organization_id = :organization AND i.workspace_id IS NULL""")
  long countOfOrganization(UUID organization);

  @Query(
      """
      SELECT t.* FROM integration t JOIN (
        SELECT id FROM integration i WHERE i.organization_id = :organization AND i.workspace_id IS NOT NULL
        ORDER BY created_at, id LIMIT :size OFFSET :before) page ON page.id = t.id
      ORDER BY t.created_at, t.id""")
  List<IntegrationRow> pageOfWorkspaces(UUID organization, int size, long before);

  @Query(
      """
      SELECT COUNT(*) FROM integration i WHERE i.organization_id = :organization AND i.workspace_id IS NOT NULL""")
  long countOfWorkspaces(UUID organization);

  @Query(
      """
      SELECT t.* FROM integration t JOIN (
        SELECT id FROM integration i WHERE i.organization_id = :organization
          AND i.workspace_id = :workspace
        ORDER BY created_at, id LIMIT :size OFFSET :before) page ON page.id = t.id
      ORDER BY t.created_at, t.id""")
  List<IntegrationRow> pageMadeIn(UUID organization, UUID workspace, int size, long before);

  @Query(
      """
      SELECT COUNT(*) FROM integration i WHERE i.organization_id = :organization
          AND i.workspace_id = :workspace""")
  long countMadeIn(UUID organization, UUID workspace);

  @Query(
      """
      SELECT t.* FROM integration t JOIN (
        SELECT id FROM integration i WHERE i.organization_id = :organization
        AND i.workspace_id IS NULL AND EXISTS (
          SELECT 1 FROM workspace_grant g
          WHERE g.integration_id = i.id AND g.workspace_id = :workspace AND g.enabled)
        ORDER BY created_at, id LIMIT :size OFFSET :before) page ON page.id = t.id
      ORDER BY t.created_at, t.id""")
  List<IntegrationRow> pageGrantedTo(UUID organization, UUID workspace, int size, long before);

  @Query(
      """
      SELECT COUNT(*) FROM integration i WHERE i.organization_id = :organization
        AND i.workspace_id IS NULL AND EXISTS (
          SELECT 1 FROM workspace_grant g
          WHERE g.integration_id = i.id AND g.workspace_id = :workspace AND g.enabled)""")
  long countGrantedTo(UUID organization, UUID workspace);

  @Query(
      """
      SELECT t.* FROM integration t JOIN (
        SELECT id FROM integration i WHERE i.organization_id = :organization
        AND (i.workspace_id = :workspace OR (i.workspace_id IS NULL AND EXISTS (
          SELECT 1 FROM workspace_grant g
          WHERE g.integration_id = i.id AND g.workspace_id = :workspace AND g.enabled)))
        ORDER BY created_at, id LIMIT :size OFFSET :before) page ON page.id = t.id
      ORDER BY t.created_at, t.id""")
  List<IntegrationRow> pageUsableIn(UUID organization, UUID workspace, int size, long before);

  @Query(
      """
      SELECT COUNT(*) FROM integration i WHERE i.organization_id = :organization
        AND (i.workspace_id = :workspace OR (i.workspace_id IS NULL AND EXISTS (
          SELECT 1 FROM workspace_grant g
          WHERE g.integration_id = i.id AND g.workspace_id = :workspace AND g.enabled)))""")
  long countUsableIn(UUID organization, UUID workspace);

  @Query("SELECT COUNT(*) FROM provider WHERE integration_id = :integration")
  long countProviders(UUID integration);

  @Query("DELETE FROM integration WHERE id = :id")
  int remove(UUID id);
}
