package io.modelcatalog.adapters.http.integration;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.modelcatalog.adapters.http.admin.LimitsJson;
import io.modelcatalog.adapters.http.admin.Moments.Moment;
import io.modelcatalog.adapters.http.admin.Times;
import io.modelcatalog.application.integration.FindIntegration;
import io.modelcatalog.application.integration.ListIntegrationModels;
import io.modelcatalog.application.integration.ListIntegrationWorkspaces;
import io.modelcatalog.application.integration.ListIntegrations;
import io.modelcatalog.application.integration.SyncIntegrationModels;
import io.modelcatalog.application.integration.TestIntegration;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationModel;
import io.modelcatalog.domain.integration.IntegrationPool;
import io.modelcatalog.domain.integration.WorkspaceDefaults;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.secret.SecretMapping;
import io.modelcatalog.domain.shared.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Integrations as they are written. */
final class IntegrationJson {
  private static final String OBJECT = "integration";

  private IntegrationJson() {}

  /** What a creation answers. */
  @Serdeable
  record Ref(String id, String slug, String object) {
    static Ref of(Integration integration) {
      return new Ref(integration.id().toString(), integration.slug().value(), OBJECT);
    }
  }

  /** An integration in a list. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Item(
      String id,
      @JsonProperty("organisation_id") String organisationId,
      @JsonProperty("ai_provider_id") String aiProviderId,
      String name,
      String slug,
      @Nullable String description,
      String status,
      String type,
      @JsonProperty("workspace_id") @Nullable String workspaceId,
      @JsonProperty("created_at") String createdAt,
      @JsonProperty("last_updated_at") String lastUpdatedAt,
      List<String> tags,
      @JsonProperty("workspace_slug") @Nullable String workspaceSlug,
      @JsonProperty("workspace_name") @Nullable String workspaceName,
      @JsonProperty("created_by") String createdBy,
      String object) {

    static Item of(ListIntegrations.Listed listed) {
      Integration integration = listed.integration();
      return new Item(
          integration.id().toString(),
          integration.organization().toString(),
          integration.kind(),
          integration.name(),
          integration.slug().value(),
          integration.description().orElse(null),
          statusOf(integration),
          ownerType(integration),
          home(integration),
          Times.text(integration.audit().createdAt()),
          Times.text(integration.audit().updatedAt()),
          integration.tags(),
          listed.home().map(home -> home.slug().value()).orElse(null),
          listed.home().map(io.modelcatalog.domain.workspace.Workspace::name).orElse(null),
          integration.audit().createdBy().toString(),
          OBJECT);
    }
  }

  /** An integration on its own. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Detail(
      String id,
      @JsonProperty("organisation_id") String organisationId,
      @JsonProperty("ai_provider_id") String aiProviderId,
      String name,
      String slug,
      @Nullable String description,
      String status,
      String type,
      @JsonProperty("workspace_id") @Nullable String workspaceId,
      @JsonProperty("created_at") String createdAt,
      @JsonProperty("last_updated_at") String lastUpdatedAt,
      List<String> tags,
      @JsonProperty("masked_key") @Nullable String maskedKey,
      Map<String, Object> configurations,
      @JsonProperty("global_workspace_access_settings") GlobalAccess globalAccess,
      @JsonProperty("pool_limits") Pool pool,
      @JsonProperty("allow_all_models") boolean allowAllModels,
      @JsonProperty("workspace_count") int workspaceCount,
      @JsonProperty("secret_mappings") List<Map<String, Object>> secretMappings,
      @JsonProperty("pricing_adjustments") @Nullable Object pricingAdjustments,
      String object) {

    static Detail of(FindIntegration.Details details, Moment moment) {
      Integration integration = details.integration();
      return new Detail(
          integration.id().toString(),
          integration.organization().toString(),
          integration.kind(),
          integration.name(),
          integration.slug().value(),
          integration.description().orElse(null),
          statusOf(integration),
          ownerType(integration),
          home(integration),
          Times.text(integration.audit().createdAt()),
          Times.text(integration.audit().updatedAt()),
          integration.tags(),
          details.maskedKey().orElse(null),
          details.configuration().values(),
          GlobalAccess.of(integration.workspaceDefaults(), moment.now()),
          Pool.of(integration, moment),
          integration.models().allowAll(),
          details.workspaceCount(),
          mappings(integration),
          integration.extras().values().get("pricing_adjustments"),
          OBJECT);
    }
  }

  private static List<Map<String, Object>> mappings(Integration integration) {
    return SecretMapping.in(integration.extras()).stream()
        .<Map<String, Object>>map(mapping -> mapping.wire().values())
        .toList();
  }

  /** What workspaces without a say of their own get. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record GlobalAccess(
      boolean enabled,
      @JsonProperty("usage_limits") List<LimitsJson.UsageLimit> usageLimits,
      @JsonProperty("rate_limits") List<LimitsJson.Rate> rateLimits) {

    static GlobalAccess of(WorkspaceDefaults defaults, Instant now) {
      return new GlobalAccess(
          defaults.enabled(),
          LimitsJson.usageLimits(defaults.limits().budgets(), Optional.empty(), now),
          LimitsJson.rateLimits(defaults.limits().rateLimits()));
    }
  }

  /** What all workspaces together may use. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Pool(
      @JsonProperty("usage_limits") List<LimitsJson.UsageLimit> usageLimits,
      @JsonProperty("rate_limits") List<LimitsJson.Rate> rateLimits,
      @JsonProperty("last_reset_at") @Nullable String lastResetAt) {

    static Pool of(Integration integration, Moment moment) {
      IntegrationPool pool = integration.pool();
      return new Pool(
          LimitsJson.usageLimits(
              pool.limits().budgets(),
              pool.lastResetAt(),
              budget ->
                  LimitKey.of(
                      Level.INTEGRATION, integration.id().value(), budget, pool.usageEpoch()),
              moment),
          LimitsJson.rateLimits(pool.limits().rateLimits()),
          Times.text(pool.lastResetAt()));
    }
  }

  /** Where an integration is available. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Workspaces(
      long total,
      List<Workspace> workspaces,
      @JsonProperty("global_workspace_access") GlobalAccess globalAccess) {

    static Workspaces of(ListIntegrationWorkspaces.Provisioning provisioning, Moment moment) {
      return new Workspaces(
          provisioning.grants().total(),
          provisioning.grants().items().stream().map(each -> Workspace.of(each, moment)).toList(),
          GlobalAccess.of(provisioning.defaults(), moment.now()));
    }
  }

  /**
   * A workspace an integration is available in.
   *
   * @param id its slug
   * @param usageLimits budgets of its own; null if it follows the global ones. Null and not an
   *     empty list, because one client cannot read a list here
   * @param rateLimits rate limits of its own; null likewise
   */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Workspace(
      String id,
      boolean enabled,
      @JsonProperty("usage_limits") @Nullable List<LimitsJson.UsageLimit> usageLimits,
      @JsonProperty("rate_limits") @Nullable List<LimitsJson.Rate> rateLimits,
      @JsonProperty("last_reset_at") @Nullable String lastResetAt) {

    static Workspace of(ListIntegrationWorkspaces.Granted granted, Moment moment) {
      WorkspaceGrant grant = granted.grant();
      Optional<Limits> own = grant.ownLimits();
      return new Workspace(
          granted.workspace().slug().value(),
          grant.enabled(),
          own.map(
                  limits ->
                      LimitsJson.usageLimits(
                          limits.budgets(),
                          grant.lastResetAt(),
                          budget ->
                              LimitKey.of(
                                  Level.GRANT, grant.id().value(), budget, grant.usageEpoch()),
                          moment))
              .filter(limits -> !limits.isEmpty())
              .orElse(null),
          own.map(limits -> LimitsJson.rateLimits(limits.rateLimits()))
              .filter(limits -> !limits.isEmpty())
              .orElse(null),
          Times.text(grant.lastResetAt()));
    }
  }

  /** The model list of an integration. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Models(
      long total,
      List<Model> models,
      @JsonProperty("allow_all_models") boolean allowAllModels,
      @JsonProperty("auto_enable_new_models") boolean enablesNewModels) {

    static Models of(ListIntegrationModels.Models models) {
      return new Models(
          models.models().total(),
          models.models().items().stream().map(Model::of).toList(),
          models.allowAll(),
          models.enablesNew());
    }
  }

  /** A model of an integration. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Model(
      String slug,
      String name,
      boolean enabled,
      @JsonProperty("is_custom") boolean custom,
      @JsonProperty("is_finetune") boolean finetune,
      @JsonProperty("base_model_slug") @Nullable String baseModelSlug,
      @Nullable Map<String, Object> configurations,
      @JsonProperty("pricing_config") @Nullable Map<String, Object> pricingConfig,
      @JsonProperty("listed_by_provider") @Nullable Boolean listedByProvider) {

    static Model of(ListIntegrationModels.ListedModel listed) {
      IntegrationModel model = listed.model();
      return new Model(
          model.slug().value(),
          listed.name(),
          model.enabled(),
          model.custom(),
          model.finetune(),
          model.base().map(ModelSlug::value).orElse(null),
          orNull(model.configuration()),
          orNull(model.pricing()),
          listed.listed().orElse(null));
    }

    private static @Nullable Map<String, Object> orNull(Settings settings) {
      return settings.isEmpty() ? null : settings.values();
    }
  }

  private static String statusOf(Integration integration) {
    return integration.archived() ? "archived" : "active";
  }

  /** What came of a test. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Tested(
      boolean success,
      String cause,
      @Nullable Integer status,
      @JsonProperty("latency_ms") long latencyMs,
      String message,
      @Nullable String hint,
      @JsonProperty("model_count") @Nullable Integer modelCount,
      String object) {

    static Tested of(TestIntegration.Report report) {
      return new Tested(
          report.success(),
          report.cause(),
          orNull(report.status()),
          report.millis(),
          report.message(),
          report.hint().orElse(null),
          orNull(report.models()),
          "integration-test");
    }

    private static @Nullable Integer orNull(OptionalInt value) {
      return value.isPresent() ? value.getAsInt() : null;
    }
  }

  /** What came of asking an upstream for its models. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Synced(
      boolean success,
      String cause,
      @Nullable Integer status,
      @JsonProperty("latency_ms") long latencyMs,
      String message,
      @Nullable String hint,
      int listed,
      List<String> added,
      List<String> enabled,
      List<String> gone,
      String object) {

    static Synced of(SyncIntegrationModels.Synced synced) {
      Tested test = Tested.of(synced.report());
      return new Synced(
          test.success(),
          test.cause(),
          test.status(),
          test.latencyMs(),
          test.message(),
          test.hint(),
          synced.listed(),
          names(synced.added()),
          names(synced.enabled()),
          names(synced.gone()),
          "integration-models-sync");
    }

    private static List<String> names(List<ModelSlug> models) {
      return models.stream().map(ModelSlug::value).toList();
    }
  }

  private static String ownerType(Integration integration) {
    return integration.workspace().isPresent() ? "workspace" : "organisation";
  }

  private static @Nullable String home(Integration integration) {
    return integration.workspace().map(Object::toString).orElse(null);
  }
}
