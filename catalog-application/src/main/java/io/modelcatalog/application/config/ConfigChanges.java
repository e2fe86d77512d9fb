package io.modelcatalog.application.config;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.util.Optional;

/** Stores configs so that each workspace has one default at most. */
final class ConfigChanges {
  private final ConfigRepository configs;

  ConfigChanges(ConfigRepository configs) {
    this.configs = configs;
  }

  /** Saves a config; one that is a default now takes the place of the one that was. */
  Result<Config, CatalogError> save(Config config, Instant now) {
    Optional<Config> before =
        config.isDefault()
            ? configs.defaultOf(config.workspace()).filter(other -> !other.id().equals(config.id()))
            : Optional.empty();
    Result<Boolean, CatalogError> stepped =
        before.isEmpty()
            ? Result.ok(true)
            : stored(
                    before
                        .get()
                        .changed(
                            before.get().name(),
                            Optional.empty(),
                            false,
                            before.get().archived(),
                            before.get().current().id(),
                            config.updatedBy(),
                            now))
                .map(saved -> true);
    return stepped.then(done -> stored(config));
  }

  private Result<Config, CatalogError> stored(Config config) {
    return configs.save(config).mapError(conflict -> StoreRefusal.of("config", conflict));
  }
}
