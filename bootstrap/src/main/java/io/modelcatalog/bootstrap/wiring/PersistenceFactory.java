package io.modelcatalog.bootstrap.wiring;

import io.micronaut.context.annotation.Factory;
import io.modelcatalog.adapters.persistence.tx.UuidIdSource;
import io.modelcatalog.application.port.persistence.IdSource;
import jakarta.inject.Singleton;
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
}
