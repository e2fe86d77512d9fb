package io.modelcatalog.domain.workspace;

import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.organization.SecuritySettings;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.shared.Slug;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where developers work.
 *
 * @param id identity
 * @param organization its owner
 * @param slug unique in the organization
 * @param name for people
 * @param description for people
 * @param icon a sign shown before the name, such as an emoji
 * @param defaults what every call and new key starts from, by wire names ({@code metadata} …)
 * @param limits what all calls of the workspace share
 * @param isDefault the organization's first workspace, which cannot be deleted
 * @param archived whether it is put away: nothing can be called in it, and lists leave it out
 * @param settings how it logs and how its members' keys are made, by wire names
 * @param security what its managers and members may do, where the organization leaves it to it
 * @param usageEpoch how often its usage was reset
 * @param lastResetAt when its usage was last reset by hand
 * @param audit who made it and when
 * @param version for optimistic locking; 0 for an object never stored
 */
public record Workspace(
    WorkspaceId id,
    OrganizationId organization,
    Slug slug,
    String name,
    Optional<String> description,
    Optional<String> icon,
    Settings defaults,
    Limits limits,
    boolean isDefault,
    boolean archived,
    Settings settings,
    SecuritySettings security,
    int usageEpoch,
    Optional<Instant> lastResetAt,
    Audit audit,
    long version) {
  /** The setting for how many days its calls are remembered, if for less than the operator says. */
  public static final String LOG_RETENTION_DAYS = "log_retention_days";

  /** The setting whether bodies of its calls are logged. */
  public static final String DEBUG_LOG = "debug_log";

  /** The setting for the names of members of bodies whose values are never logged. */
  public static final String LOG_HIDDEN_FIELDS = "log_hidden_fields";

  public Workspace {
    if (name.isBlank() || name.length() > 255) {
      throw new IllegalArgumentException("name: expected 1 to 255 characters");
    }
  }

  /**
   * The members of bodies whose values are hidden when bodies of its calls are logged.
   *
   * @return empty if bodies are not logged at all
   */
  public Optional<Set<String>> hiddenInLogs() {
    if (!Boolean.TRUE.equals(settings.values().get(DEBUG_LOG))) {
      return Optional.empty();
    }
    Set<String> hidden = new LinkedHashSet<>();
    if (settings.values().get(LOG_HIDDEN_FIELDS) instanceof List<?> names) {
      names.forEach(name -> hidden.add(String.valueOf(name)));
    }
    return Optional.of(Set.copyOf(hidden));
  }
}
