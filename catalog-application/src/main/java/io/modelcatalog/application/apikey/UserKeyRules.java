package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.workspace.CallDefaults;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a workspace says of the keys of people in it. Keys of services are not concerned. */
final class UserKeyRules {
  private static final String CONFIG = "config_id";

  private final ApiKeyRepository keys;

  UserKeyRules(ApiKeyRepository keys) {
    this.keys = keys;
  }

  /**
   * When a new key expires: as asked for, else after the workspace's {@code user_api_key_ttl}, else
   * as late as {@code user_api_key_max_ttl} lets it.
   */
  static Result<Optional<Instant>, CatalogError> expiry(
      Workspace workspace, Optional<Instant> asked, Instant now) {
    Optional<Instant> latest = after(workspace, "user_api_key_max_ttl", now);
    return asked.isPresent()
        ? notAfter(latest, asked)
        : Result.ok(after(workspace, "user_api_key_ttl", now).or(() -> latest));
  }

  /** Checks when a key is to expire instead of when it did. */
  static Result<Optional<Instant>, CatalogError> changedExpiry(
      Workspace workspace, Optional<Instant> current, Optional<Instant> asked, Instant now) {
    Optional<Instant> latest = after(workspace, "user_api_key_max_ttl", now);
    if (asked.equals(current)) {
      return Result.ok(asked);
    }
    return asked.isEmpty() && latest.isPresent()
        ? Result.err(
            new CatalogError.Invalid("expires_at", "required for keys of users in this workspace"))
        : notAfter(latest, asked);
  }

  private static Result<Optional<Instant>, CatalogError> notAfter(
      Optional<Instant> latest, Optional<Instant> asked) {
    return latest.isPresent() && asked.isPresent() && asked.get().isAfter(latest.get())
        ? Result.err(
            new CatalogError.Invalid(
                "expires_at", "keys of users live until " + latest.get() + " at most here"))
        : Result.ok(asked);
  }

  private static Optional<Instant> after(Workspace workspace, String setting, Instant now) {
    return workspace.settings().values().get(setting) instanceof Long seconds
        ? Optional.of(now.plusSeconds(seconds))
        : Optional.empty();
  }

  /** Checks that a person may have one more key; expired ones count until they are deleted. */
  Result<Workspace, CatalogError> oneMore(Workspace workspace, Optional<String> person) {
    if (!(workspace.settings().values().get("user_api_key_count") instanceof Long most)
        || most < 0) {
      return Result.ok(workspace);
    }
    long present =
        keys.list(
                new ApiKeyRepository.Filter(
                    workspace.organization(),
                    Optional.of(workspace.id()),
                    List.of(),
                    Set.of(KeyType.WORKSPACE_USER),
                    person),
                new Page.Request(0, 1))
            .total();
    return present < most
        ? Result.ok(workspace)
        : Result.err(
            new CatalogError.NotPermitted(
                "a user has at most " + most + " keys in this workspace (user_api_key_count)"));
  }

  /**
   * What calls of a new key start from: the workspace's {@code user_api_key_config} where the key
   * names no config, and its {@code user_key_metadata}, which the key changes only if {@code
   * user_key_metadata_override} says so.
   */
  static Settings defaults(Workspace workspace, Settings asked) {
    LinkedHashMap<String, Object> defaults = new LinkedHashMap<>(asked.values());
    workspace
        .defaults()
        .text("user_api_key_config")
        .ifPresent(config -> defaults.putIfAbsent(CONFIG, config));
    Settings theirs = workspace.settings().object("user_key_metadata");
    if (!theirs.isEmpty()) {
      Settings own = asked.object(CallDefaults.METADATA);
      boolean override =
          Boolean.TRUE.equals(workspace.settings().values().get("user_key_metadata_override"));
      defaults.put(
          CallDefaults.METADATA, (override ? theirs.with(own) : own.with(theirs)).values());
    }
    return Settings.of(defaults);
  }
}
