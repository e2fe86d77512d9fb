package io.modelcatalog.application.workspace;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Optional;

/**
 * Checks the configs that calls of a workspace or of a key are to start from: each must be there
 * for them. To be used within the transaction that stores the defaults, which holds the config
 * until then, so that it cannot be deleted meanwhile.
 */
public final class DefaultConfigs {
  /** The settings that name a config, by id or slug. */
  public static final List<String> NAMES = List.of("config_id", "config", "user_api_key_config");

  private final ConfigRepository configs;

  public DefaultConfigs(ConfigRepository configs) {
    this.configs = configs;
  }

  /**
   * Checks what is new in defaults.
   *
   * @param organization the tenant
   * @param workspace whose configs may be named; empty for any of the tenant
   * @param before the defaults as they are; what they name already is not asked about again
   * @param after the defaults as they are to be
   */
  public Result<Settings, CatalogError> check(
      OrganizationId organization,
      Optional<WorkspaceId> workspace,
      Settings before,
      Settings after) {
    for (String name : NAMES) {
      Object ref = after.values().get(name);
      if (ref == null || ref.equals(before.values().get(name))) {
        continue;
      }
      Optional<Config> config =
          ref instanceof String text && !text.isBlank()
              ? configs.findByRef(organization, text)
              : Optional.empty();
      boolean usable =
          config
              .filter(found -> workspace.isEmpty() || workspace.get().equals(found.workspace()))
              .filter(found -> !found.archived())
              .flatMap(found -> configs.hold(found.id()))
              .isPresent();
      if (!usable) {
        return Result.err(
            new CatalogError.Invalid(
                "defaults." + name, "the slug or id of an active config of the workspace"));
      }
    }
    return Result.ok(after);
  }
}
