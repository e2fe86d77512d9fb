package io.modelcatalog.adapters.persistence.secretreference;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface SecretReferenceRows extends CrudRepository<SecretReferenceRow, UUID> {
  @Query("SELECT * FROM secret_reference WHERE organization_id = :organization AND slug = :slug")
  Optional<SecretReferenceRow> bySlug(UUID organization, String slug);

  @Query("SELECT * FROM secret_reference WHERE id = :id FOR UPDATE")
  Optional<SecretReferenceRow> hold(UUID id);

  @Query(
      """
      SELECT * FROM secret_reference WHERE organization_id = :organization
      ORDER BY created_at, id\
      """)
  List<SecretReferenceRow> all(UUID organization);

  @Query("DELETE FROM secret_reference WHERE id = :id")
  int remove(UUID id);
}
