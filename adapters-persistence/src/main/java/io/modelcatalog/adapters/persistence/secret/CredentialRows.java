package io.modelcatalog.adapters.persistence.secret;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface CredentialRows extends GenericRepository<CredentialRow, UUID> {
  @Query(
      """
      INSERT INTO credential (id, version, organization_id, integration_id, ciphertext, created_at)
      VALUES (:id, :version, :organization, :integration, :ciphertext, :now)""")
  int insert(
      UUID id, int version, UUID organization, UUID integration, byte[] ciphertext, long now);

  @Query("SELECT * FROM credential WHERE id = :id AND version = :version")
  Optional<CredentialRow> version(UUID id, int version);

  @Query("SELECT * FROM credential WHERE id = :id")
  List<CredentialRow> versions(UUID id);

  @Query("SELECT COALESCE(MAX(version), 0) FROM credential WHERE id = :id")
  int newest(UUID id);

  @Query("DELETE FROM credential WHERE id = :id AND version < :version")
  int removeBefore(UUID id, int version);

  @Query("DELETE FROM credential WHERE id = :id")
  int remove(UUID id);
}
