package io.modelcatalog.adapters.persistence.secret;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface VaultRootRows extends CrudRepository<VaultRootRow, Integer> {
  @Query(
      """
      INSERT INTO vault_root (id, wrapped, created_at) VALUES (1, :wrapped, :now)
      ON CONFLICT DO NOTHING""")
  int insertIfAbsent(byte[] wrapped, long now);

  @Query("UPDATE vault_root SET wrapped = :wrapped WHERE id = 1")
  int replace(byte[] wrapped);
}
