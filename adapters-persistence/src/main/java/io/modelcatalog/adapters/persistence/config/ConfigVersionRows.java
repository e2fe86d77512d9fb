package io.modelcatalog.adapters.persistence.config;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface ConfigVersionRows extends GenericRepository<ConfigVersionRow, UUID> {
  @Query(
      """
      INSERT INTO config_version (id, config_id, version_number, document, created_by, created_at)
      VALUES (:id, :config, :number, :document, :by, :at)""")
  int insert(UUID id, UUID config, int number, String document, String by, long at);

  @Query("SELECT COUNT(*) FROM config_version WHERE id = :id")
  long stored(UUID id);

  @Query(
      """
      SELECT * FROM config_version WHERE config_id = :config
      ORDER BY version_number DESC LIMIT :size OFFSET :before""")
  List<ConfigVersionRow> page(UUID config, int size, long before);

  @Query("SELECT COUNT(*) FROM config_version WHERE config_id = :config")
  long count(UUID config);
}
