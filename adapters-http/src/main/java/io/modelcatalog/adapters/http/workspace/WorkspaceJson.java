package io.modelcatalog.adapters.http.workspace;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.modelcatalog.adapters.http.admin.LimitsJson;
import io.modelcatalog.adapters.http.admin.Moments.Moment;
import io.modelcatalog.adapters.http.admin.SecurityJson;
import io.modelcatalog.adapters.http.admin.Times;
import io.modelcatalog.adapters.http.person.MemberJson;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A workspace on the wire.
 *
 * @param defaults what its calls start from; null if nothing is set
 * @param settings how it logs and how keys are made in it
 * @param securitySettings the toggles that it set itself
 * @param isDefault 1 for the organization's first workspace, else 0
 * @param users its members; left out of lists
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record WorkspaceJson(
    String id,
    String organisationId,
    String slug,
    String name,
    @Nullable String description,
    @Nullable String icon,
    String status,
    int isDefault,
    @Nullable Map<String, Object> defaults,
    Map<String, Object> settings,
    Map<String, Boolean> securitySettings,
    List<LimitsJson.UsageLimit> usageLimits,
    List<LimitsJson.Rate> rateLimits,
    String createdBy,
    String createdAt,
    String lastUpdatedAt,
    @Nullable String lastResetAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<MemberJson> users,
    String object) {

  /** A workspace as lists show it. */
  static WorkspaceJson of(Workspace workspace, Moment moment) {
    return of(workspace, null, moment);
  }

  /** A workspace as it is shown alone. */
  static WorkspaceJson withUsers(Workspace workspace, List<MemberJson> users, Moment moment) {
    return of(workspace, users, moment);
  }

  private static WorkspaceJson of(
      Workspace workspace, @Nullable List<MemberJson> users, Moment moment) {
    Settings defaults = workspace.defaults();
    return new WorkspaceJson(
        workspace.id().toString(),
        workspace.organization().toString(),
        workspace.slug().value(),
        workspace.name(),
        workspace.description().orElse(null),
        workspace.icon().orElse(null),
        workspace.archived() ? "archived" : "active",
        workspace.isDefault() ? 1 : 0,
        defaults.isEmpty() ? null : defaults.values(),
        workspace.settings().values(),
        SecurityJson.set(workspace.security()),
        LimitsJson.usageLimits(
            workspace.limits().budgets(),
            workspace.lastResetAt(),
            budget ->
                LimitKey.of(
                    Level.WORKSPACE, workspace.id().value(), budget, workspace.usageEpoch()),
            moment),
        LimitsJson.rateLimits(workspace.limits().rateLimits()),
        workspace.audit().createdBy().value(),
        Times.text(workspace.audit().createdAt()),
        Times.text(workspace.audit().updatedAt()),
        Times.text(workspace.lastResetAt()),
        users,
        "workspace");
  }
}
