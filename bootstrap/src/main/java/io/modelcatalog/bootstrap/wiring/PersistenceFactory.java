package io.modelcatalog.bootstrap.wiring;

import io.micronaut.context.annotation.Factory;
import io.modelcatalog.adapters.persistence.journal.FileUsageJournal;
import io.modelcatalog.adapters.persistence.journal.JournalOptions;
import io.modelcatalog.adapters.persistence.tx.UuidIdSource;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** What is kept: repositories come by themselves; the rest needs to be told where and how. */
@Factory
final class PersistenceFactory {

  @Singleton
  IdSource ids(InstantSource clock) {
    return new UuidIdSource(clock);
  }

  /**
   * Recovered and closed by the server, which knows when calls begin and when the last has ended.
   */
  @Singleton
  FileUsageJournal journal(CatalogSettings settings, UsageLedger ledger) {
    Path folder = settings.dataDir().resolve("journal");
    try {
      return FileUsageJournal.open(
          folder, ledger, JournalOptions.DEFAULT.withSyncInterval(settings.journalFsyncInterval()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the usage journal in " + folder + " can be neither read nor written", e);
    }
  }
}
