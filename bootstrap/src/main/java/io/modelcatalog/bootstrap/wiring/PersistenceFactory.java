package io.modelcatalog.bootstrap.wiring;

import io.micronaut.context.annotation.Factory;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.tx.UuidIdSource;
import io.modelcatalog.adapters.persistence.usage.BalanceRetention;
import io.modelcatalog.application.CatalogApplication;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.domain.shared.ReplicaId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.InstantSource;

/**
 * What is kept. Repositories, ledger and vault come by themselves; the journal is opened by the
 * server, which knows when calls begin and when the last has ended.
 */
@Factory
final class PersistenceFactory {

  @Singleton
  IdSource ids(InstantSource clock) {
    return new UuidIdSource(clock);
  }

  @Singleton
  BalanceRetention retention(
      TransactionOperations<Connection> transactions,
      ReplicaId replica,
      CatalogApplication application,
      CatalogSettings settings) {
    return new BalanceRetention(
        transactions, replica, application.policies().windows()::count, settings.keepBalances());
  }
}
