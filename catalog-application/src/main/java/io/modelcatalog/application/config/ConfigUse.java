package io.modelcatalog.application.config;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.workspace.DefaultConfigs;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Knows who starts from a config: its workspace, and keys. */
final class ConfigUse {
  private final ConfigRepository configs;
  private final WorkspaceRepository workspaces;
  private final ApiKeyRepository keys;

  ConfigUse(ConfigRepository configs, WorkspaceRepository workspaces, ApiKeyRepository keys) {
    this.configs = configs;
    this.workspaces = workspaces;
    this.keys = keys;
  }

  /** The config, if nobody starts from it; nobody can until the transaction ends. */
  Result<Config, CatalogError> unused(Config config) {
    if (configs.hold(config.id()).isEmpty()) {
      return Result.err(new CatalogError.NotFound("config", config.slug().value()));
    }
    List<String> users = new ArrayList<>();
    if (workspaces
        .find(config.workspace())
        .filter(workspace -> names(workspace.defaults(), config))
        .isPresent()) {
      users.add("the defaults of its workspace");
    }
    List<ApiKey> startingFrom =
        Stream.concat(
                keys.in(config.workspace()).stream(),
                keys.ofOrganization(config.organization()).stream())
            .filter(key -> names(key.defaults(), config))
            .toList();
    if (!startingFrom.isEmpty()) {
      users.add(
          "the API key "
              + startingFrom.getFirst().name()
              + (startingFrom.size() == 1 ? "" : " and " + (startingFrom.size() - 1) + " more"));
    }
    return users.isEmpty()
        ? Result.ok(config)
        : Result.err(new CatalogError.InUse("config", String.join(" and ", users)));
  }

  private static boolean names(Settings defaults, Config config) {
    return DefaultConfigs.NAMES.stream()
        .anyMatch(name -> defaults.text(name).filter(config::isCalled).isPresent());
  }
}
