package io.modelcatalog.bootstrap.wiring;

import io.micronaut.context.annotation.Factory;
import io.modelcatalog.application.config.ChangeConfig;
import io.modelcatalog.application.config.ConfigUseCases;
import io.modelcatalog.application.config.CreateConfig;
import io.modelcatalog.application.config.DeleteConfig;
import io.modelcatalog.application.config.FindConfig;
import io.modelcatalog.application.config.ListConfigVersions;
import io.modelcatalog.application.config.ListConfigs;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Configs. */
@Factory
final class ConfigFactory {
  @Singleton
  ConfigUseCases configUseCases(
      ConfigRepository configs,
      WorkspaceRepository workspaces,
      ApiKeyRepository keys,
      ProviderRepository providers,
      UnitOfWork unitOfWork,
      IdSource ids,
      InstantSource clock) {
    return ConfigUseCases.of(configs, workspaces, keys, providers, unitOfWork, ids, clock);
  }

  @Singleton
  CreateConfig createConfig(ConfigUseCases useCases) {
    return useCases.create();
  }

  @Singleton
  ListConfigs listConfigs(ConfigUseCases useCases) {
    return useCases.list();
  }

  @Singleton
  FindConfig findConfig(ConfigUseCases useCases) {
    return useCases.find();
  }

  @Singleton
  ListConfigVersions listConfigVersions(ConfigUseCases useCases) {
    return useCases.versions();
  }

  @Singleton
  ChangeConfig changeConfig(ConfigUseCases useCases) {
    return useCases.change();
  }

  @Singleton
  DeleteConfig deleteConfig(ConfigUseCases useCases) {
    return useCases.delete();
  }
}
