package io.modelcatalog.adapters.persistence.provider;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Pages are found in an index that holds all they are asked by, and only then read: a page far back
 * would else read all rows before it.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ProviderRows extends CrudRepository<ProviderRow, UUID> {
  Optional<ProviderRow> findByWorkspaceAndSlug(UUID workspace, String slug);

  @Query(
      """
      SELECT t.* FROM provider t JOIN (
        SELECT id FROM provider WHERE organization_id = :organization
        ORDER BY created_at, id LIMIT :size OFFSET :before) page ON page.id = t.id
      ORDER BY t.created_at, t.id""")
  List<ProviderRow> page(UUID organization, int size, long before);

  /** The same counted from the end: the last {@code size} before the last {@code after}. */
  @Query(
      """
      SELECT t.* FROM provider t JOIN (
        SELECT id FROM provider WHERE organization_id = :organization
        ORDER BY created_at DESC, id DESC LIMIT :size OFFSET :after) page ON page.id = t.id
      ORDER BY t.created_at, t.id""")
  List<ProviderRow> pageFromEnd(UUID organization, int size, long after);

  long countByOrganization(UUID organization);

  @Query(
      """
      SELECT t.* FROM provider t JOIN (
        SELECT id FROM provider WHERE organization_id = :organization AND workspace_id = :workspace
        ORDER BY created_at, id LIMIT :size OFFSET :before) page ON page.id = t.id
      ORDER BY t.created_at, t.id""")
  List<ProviderRow> pageIn(UUID organization, UUID workspace, int size, long before);

  long countByOrganizationAndWorkspace(UUID organization, UUID workspace);

  @Query(
      """
      SELECT * FROM provider WHERE organization_id = :organization AND slug = :slug
      ORDER BY created_at, id""")
  List<ProviderRow> withSlug(UUID organization, String slug);

  @Query("SELECT * FROM provider WHERE workspace_id = :workspace ORDER BY created_at, id")
  List<ProviderRow> in(UUID workspace);

  @Query("SELECT * FROM provider WHERE grant_id = :grant ORDER BY created_at, id")
  List<ProviderRow> on(UUID grant);

  @Query("SELECT * FROM provider WHERE integration_id = :integration ORDER BY created_at, id")
  List<ProviderRow> of(UUID integration);

  @Query("DELETE FROM provider WHERE id = :id")
  int remove(UUID id);
}
