package io.modelcatalog.application.workspace;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.SecurityChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.SecuritySettings;
import io.modelcatalog.domain.organization.Toggle;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules of a workspace's attributes. */
final class WorkspaceRules {
  private static final int LONGEST_ICON = 64;

  /** Ten years, in seconds. */
  private static final long LONGEST_TTL = 315_360_000;

  private static final int MOST_HIDDEN = 100;

  private final OrganizationRepository organizations;

  WorkspaceRules(OrganizationRepository organizations) {
    this.organizations = organizations;
  }

  static Result<Optional<String>, CatalogError> icon(Optional<String> icon) {
    return icon.isPresent() && (icon.get().isBlank() || icon.get().length() > LONGEST_ICON)
        ? Result.err(
            new CatalogError.Invalid("icon", "1 to " + LONGEST_ICON + " characters, not blank"))
        : Result.ok(icon);
  }

  /** Settings after a partial update: what is not mentioned is kept, what is empty goes. */
  static Settings changed(Settings current, Change<Map<String, Optional<Object>>> change) {
    return switch (change) {
      case Change.Keep<Map<String, Optional<Object>>>() -> current;
      case Change.Clear<Map<String, Optional<Object>>>() -> Settings.NONE;
      case Change.Set<Map<String, Optional<Object>>>(Map<String, Optional<Object>> said) -> {
        LinkedHashMap<String, Object> values = new LinkedHashMap<>(current.values());
        said.forEach(
            (name, value) ->
                value.ifPresentOrElse(set -> values.put(name, set), () -> values.remove(name)));
        yield new Settings(values);
      }
    };
  }

  /** Checks the settings that have a meaning; others are kept as they are. */
  static Result<Settings, CatalogError> settings(Settings settings) {
    for (String flag : List.of("debug_log", "user_key_metadata_override")) {
      Object value = settings.values().get(flag);
      if (value != null && !(value instanceof Boolean)) {
        return refused(flag, "true or false");
      }
    }
    for (String seconds : List.of("user_api_key_ttl", "user_api_key_max_ttl")) {
      Object value = settings.values().get(seconds);
      if (value != null
          && !(value instanceof Long number && number >= 1 && number <= LONGEST_TTL)) {
        return refused(seconds, "a whole number of seconds from 1 to " + LONGEST_TTL);
      }
    }
    Object hidden = settings.values().get(Workspace.LOG_HIDDEN_FIELDS);
    boolean names =
        hidden instanceof List<?> list
            && list.size() <= MOST_HIDDEN
            && list.stream()
                .allMatch(
                    name -> name instanceof String text && !text.isBlank() && text.length() <= 128);
    if (hidden != null && !names) {
      return refused(
          Workspace.LOG_HIDDEN_FIELDS,
          "a list of at most " + MOST_HIDDEN + " names of JSON members, 1 to 128 characters each");
    }
    Object days = settings.values().get(Workspace.LOG_RETENTION_DAYS);
    if (days != null && !(days instanceof Long number && number >= 1 && number <= 3_650)) {
      return refused(Workspace.LOG_RETENTION_DAYS, "a whole number of days from 1 to 3650");
    }
    Object count = settings.values().get("user_api_key_count");
    if (count != null && !(count instanceof Long number && number >= -1 && number <= 1_000_000)) {
      return refused("user_api_key_count", "a whole number from 0, or -1 for any number");
    }
    if (settings.values().get("user_api_key_ttl") instanceof Long ttl
        && settings.values().get("user_api_key_max_ttl") instanceof Long longest
        && ttl > longest) {
      return refused("user_api_key_ttl", "at most user_api_key_max_ttl, which is " + longest);
    }
    Object metadata = settings.values().get("user_key_metadata");
    return metadata == null
        ? Result.ok(settings)
        : CallDefaults.check(Settings.of(Map.of(CallDefaults.METADATA, metadata)))
            .map(checked -> settings)
            .mapError(
                error ->
                    new CatalogError.Invalid(
                        "settings.user_key_metadata",
                        "an object of texts of at most 128 characters"));
  }

  private static Result<Settings, CatalogError> refused(String name, String rule) {
    return Result.err(new CatalogError.Invalid("settings." + name, rule));
  }

  /** A workspace sets only toggles of sections that its organization has opened. */
  Result<Boolean, CatalogError> security(Actor actor, SecurityChange change) {
    if (change.isKeep()) {
      return Result.ok(true);
    }
    SecuritySettings above =
        organizations
            .find(actor.organization())
            .map(Organization::security)
            .orElse(SecuritySettings.DEFAULT);
    for (Map.Entry<Toggle, Optional<Boolean>> said : change.toggles().entrySet()) {
      if (said.getValue().isPresent() && !above.opened().contains(said.getKey().section())) {
        return Result.err(
            new CatalogError.Invalid(
                "security_settings." + said.getKey().wireName(),
                "the organisation does not leave "
                    + said.getKey().section().wireName()
                    + " to its workspaces"));
      }
    }
    return Result.ok(true);
  }
}
