package io.modelcatalog.adapters.persistence.access;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.List;
import java.util.UUID;

/** When keys were last used; written by the usage ledger. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ApiKeyUseRows extends CrudRepository<ApiKeyUseRow, UUID> {
  List<ApiKeyUseRow> findByIdIn(List<UUID> ids);
}
