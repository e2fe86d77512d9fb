package io.modelcatalog.application.snapshot;

import io.modelcatalog.application.limit.LimitAccounts;
import io.modelcatalog.application.limit.LimitLine;
import io.modelcatalog.application.port.model.ModelDirectory;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.EffectiveSettings;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.integration.GrantId;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.Declared;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns aggregates into what the request path reads. Uses the domain's own rules, so that they are
 * written once. Dangling references are an error of the store and end in an exception that names
 * them; the last good snapshot stays.
 */
public final class SnapshotCompiler {
  private final LimitAccounts accounts;
  private final ModelDirectory directory;

  /**
   * A compiler.
   *
   * @param accounts where the counters are
   * @param directory what is known of models
   */
  public SnapshotCompiler(LimitAccounts accounts, ModelDirectory directory) {
    this.accounts = accounts;
    this.directory = directory;
  }

  /**
   * One workspace with all it owns.
   *
   * @param organization the tenant
   * @param workspace the workspace
   * @param integrations those granted to it
   * @param grants its grants
   * @param providers its providers
   * @param keys its keys
   * @param prepared the integrations made callable
   * @param policies the policies of the workspace and of its organization
   */
  record Facts(
      Organization organization,
      Workspace workspace,
      Map<IntegrationId, Integration> integrations,
      Map<GrantId, WorkspaceGrant> grants,
      List<AiProvider> providers,
      List<ApiKey> keys,
      Map<IntegrationId, PreparedIntegration> prepared,
      List<Policy> policies) {}

  CatalogSnapshot.Part compile(Facts facts) {
    Map<String, CompiledRoute> routes = new HashMap<>();
    for (AiProvider provider : facts.providers()) {
      routes.put(provider.slug().value(), route(provider, facts));
    }
    WorkspaceView view =
        new WorkspaceView(
            facts.workspace(),
            facts.organization().allowUnpricedModels(),
            routes,
            CompiledPolicies.of(facts.policies(), accounts));
    return new CatalogSnapshot.Part(view, keys(facts.keys(), view));
  }

  CatalogSnapshot.Part compileOrganization(List<ApiKey> keys) {
    return new CatalogSnapshot.Part(null, keys(keys, null));
  }

  private CompiledRoute route(AiProvider provider, Facts facts) {
    Integration integration =
        required(facts.integrations().get(provider.integration()), provider, "integration");
    WorkspaceGrant grant = required(facts.grants().get(provider.grant()), provider, "grant");
    PreparedIntegration prepared =
        required(facts.prepared().get(provider.integration()), provider, "upstream");
    EffectiveSettings settings =
        EffectiveSettings.of(integration, grant, facts.workspace(), provider, Optional.empty());
    LimitLine[] lines =
        accounts.compile(
            settings.budgets(),
            settings.rateLimits(),
            budget -> key(budget, integration, grant, facts.workspace(), provider),
            rate -> keyOfRate(rate, integration, grant, facts.workspace(), provider));
    return new CompiledRoute(
        provider, integration, grant, facts.workspace(), settings, prepared, lines, directory);
  }

  private Map<KeyDigest, CompiledKey> keys(List<ApiKey> keys, @Nullable WorkspaceView view) {
    Map<KeyDigest, CompiledKey> compiled = new HashMap<>();
    for (ApiKey key : keys) {
      CompiledKey current = new CompiledKey(key, view, keyLines(key));
      compiled.put(key.digest(), current);
      key.retiring().ifPresent(old -> compiled.put(old.digest(), current.retiring(old.until())));
    }
    return compiled;
  }

  private LimitLine[] keyLines(ApiKey key) {
    Limits limits = key.limits();
    UUID owner = key.id().value();
    return accounts.compile(
        limits.budgets().stream().map(b -> new Declared<>(b, Level.API_KEY)).toList(),
        limits.rateLimits().stream().map(r -> new Declared<>(r, Level.API_KEY)).toList(),
        budget -> LimitKey.of(Level.API_KEY, owner, budget.value(), key.usageEpoch()),
        rate -> LimitKey.of(Level.API_KEY, owner, rate.value(), key.usageEpoch()));
  }

  /**
   * The counter of an inherited limit. An integration's pool has one for all workspaces. Its
   * default limits are counted per workspace, so they share the grant's counters and keep them when
   * the grant gets limits of its own.
   */
  static LimitKey key(
      Declared<Budget> budget,
      Integration integration,
      WorkspaceGrant grant,
      Workspace workspace,
      AiProvider provider) {
    return switch (budget.level()) {
      case WORKSPACE ->
          LimitKey.of(
              Level.WORKSPACE, workspace.id().value(), budget.value(), workspace.usageEpoch());
      case PROVIDER ->
          LimitKey.of(Level.PROVIDER, provider.id().value(), budget.value(), provider.usageEpoch());
      case INTEGRATION ->
          LimitKey.of(
              Level.INTEGRATION,
              integration.id().value(),
              budget.value(),
              integration.pool().usageEpoch());
      case ORGANIZATION, INTEGRATION_DEFAULT, GRANT, API_KEY, POLICY ->
          LimitKey.of(Level.GRANT, grant.id().value(), budget.value(), grant.usageEpoch());
    };
  }

  private static LimitKey keyOfRate(
      Declared<RateLimit> rate,
      Integration integration,
      WorkspaceGrant grant,
      Workspace workspace,
      AiProvider provider) {
    return switch (rate.level()) {
      case WORKSPACE ->
          LimitKey.of(
              Level.WORKSPACE, workspace.id().value(), rate.value(), workspace.usageEpoch());
      case PROVIDER ->
          LimitKey.of(Level.PROVIDER, provider.id().value(), rate.value(), provider.usageEpoch());
      case INTEGRATION ->
          LimitKey.of(
              Level.INTEGRATION,
              integration.id().value(),
              rate.value(),
              integration.pool().usageEpoch());
      case ORGANIZATION, INTEGRATION_DEFAULT, GRANT, API_KEY, POLICY ->
          LimitKey.of(Level.GRANT, grant.id().value(), rate.value(), grant.usageEpoch());
    };
  }

  private static <T> T required(@Nullable T found, AiProvider provider, String what) {
    if (found == null) {
      throw new IllegalStateException("provider " + provider.id() + " has no " + what);
    }
    return found;
  }
}
