package io.modelcatalog.adapters.persistence.policy;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.List;
import java.util.UUID;

/** Each list has its count beside it; both must stay the same question. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface PolicyRows extends CrudRepository<PolicyRow, UUID> {
  @Query(
      """
      SELECT * FROM policy
      WHERE organization_id = :organization AND rate = :rate AND archived = :archived
        AND unit LIKE :unit
      ORDER BY created_at, id LIMIT :size OFFSET :before""")
  List<PolicyRow> page(
      UUID organization, boolean rate, boolean archived, String unit, int size, long before);

  @Query(
      """
      SELECT COUNT(*) FROM policy
      WHERE organization_id = :organization AND rate = :rate AND archived = :archived
        AND unit LIKE :unit""")
  long count(UUID organization, boolean rate, boolean archived, String unit);

  @Query(
      """
      SELECT * FROM policy
      WHERE organization_id = :organization AND workspace_id = :workspace AND rate = :rate
        AND archived = :archived AND unit LIKE :unit
      ORDER BY created_at, id LIMIT :size OFFSET :before""")
  List<PolicyRow> pageIn(
      UUID organization,
      UUID workspace,
      boolean rate,
      boolean archived,
      String unit,
      int size,
      long before);

  @Query(
      """
      SELECT COUNT(*) FROM policy
      WHERE organization_id = :organization AND workspace_id = :workspace AND rate = :rate
        AND archived = :archived AND unit LIKE :unit""")
  long countIn(UUID organization, UUID workspace, boolean rate, boolean archived, String unit);

  @Query(
      """
      SELECT * FROM policy
      WHERE organization_id = :organization AND archived = FALSE
        AND (workspace_id IS NULL OR workspace_id = :workspace)
      ORDER BY created_at, id""")
  List<PolicyRow> active(UUID organization, UUID workspace);
}
