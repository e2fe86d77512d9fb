package io.modelcatalog.application.snapshot;

import io.modelcatalog.application.port.model.ModelDirectory;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.usage.UsageView;
import io.modelcatalog.application.trial.Impact;
import io.modelcatalog.application.trial.Impact.Effect;
import io.modelcatalog.application.trial.Impact.NewlyRefused;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.EffectiveSettings;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.Declared;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.ModelAccess;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells what differs between the compiled catalog and the store as the running transaction sees it,
 * by the domain's own rules. Nothing is published, and no counter is touched.
 */
public final class ChangedWorkspaces {
  /** As many entries of each list as people can still read. */
  private static final int MOST = 200;

  /**
   * What it reads.
   *
   * @param snapshots the compiled catalog
   * @param workspaces stored workspaces
   * @param integrations stored integrations and grants
   * @param providers stored providers
   * @param keys stored keys
   * @param directory known models
   * @param usage what is used of limits
   * @param clock time
   */
  public record Ports(
      SnapshotHolder snapshots,
      WorkspaceRepository workspaces,
      IntegrationRepository integrations,
      ProviderRepository providers,
      ApiKeyRepository keys,
      ModelDirectory directory,
      UsageView usage,
      InstantSource clock) {}

  private final Ports ports;

  /** Compares what these ports give. */
  public ChangedWorkspaces(Ports ports) {
    this.ports = ports;
  }

  /** One provider with what it hangs on. */
  private record Way(
      AiProvider provider, Integration integration, WorkspaceGrant grant, Workspace workspace) {

    EffectiveSettings settings() {
      return EffectiveSettings.of(integration, grant, workspace, provider, Optional.empty());
    }

    /** Why no call passes at all; null if some may. */
    @Nullable Closed closed(Instant now) {
      if (workspace.archived()) {
        return new Closed("workspace_archived", Level.WORKSPACE, "the workspace is archived");
      }
      if (!grant.enabled()) {
        return new Closed(
            "integration_disabled",
            Level.GRANT,
            "the integration " + integration.slug() + " is switched off for the workspace");
      }
      if (provider.expiresAt().isPresent() && !now.isBefore(provider.expiresAt().get())) {
        return new Closed("provider_expired", Level.PROVIDER, "the provider has expired");
      }
      return null;
    }
  }

  private record Closed(String reason, Level level, String message) {}

  /** Collects, and stops collecting where nobody would read on. */
  private static final class Findings {
    private final List<Impact.Workspace> workspaces = new ArrayList<>();
    private final List<Impact.Provider> providers = new ArrayList<>();
    private final List<Impact.Key> keys = new ArrayList<>();
    private final List<NewlyRefused> refused = new ArrayList<>();
    private boolean truncated;

    <T> void add(List<T> list, T item) {
      if (list.size() < MOST) {
        list.add(item);
      } else {
        truncated = true;
      }
    }

    Impact impact() {
      return new Impact(workspaces, providers, keys, refused, truncated);
    }
  }

  /**
   * What the running transaction does to others.
   *
   * @param touched the workspaces it touches
   * @param organization whose own keys it touches; empty if it touches none
   */
  public Impact impact(Collection<WorkspaceId> touched, Optional<OrganizationId> organization) {
    Findings findings = new Findings();
    Instant now = ports.clock().instant();
    for (WorkspaceId id : touched) {
      compare(id, now, findings);
    }
    organization.ifPresent(
        owner -> compareKeys(Optional.empty(), keysOf(owner), storedOf(owner), now, findings));
    return findings.impact();
  }

  private void compare(WorkspaceId id, Instant now, Findings findings) {
    WorkspaceView view = ports.snapshots().current().workspace(id);
    Optional<Workspace> stored = ports.workspaces().find(id);
    Optional<Workspace> either =
        stored.or(() -> Optional.ofNullable(view).map(WorkspaceView::workspace));
    if (either.isEmpty()) {
      return;
    }
    Workspace known = either.get();
    findings.add(
        findings.workspaces,
        new Impact.Workspace(known.id().toString(), known.slug().value(), known.name()));
    Map<String, Way> before = new LinkedHashMap<>();
    if (view != null) {
      view.routes()
          .forEach(
              (slug, route) ->
                  before.put(
                      slug,
                      new Way(
                          route.provider(),
                          route.integration(),
                          route.grant(),
                          route.workspace())));
    }
    Map<String, Way> after = stored.map(this::ways).orElse(Map.of());
    Set<String> slugs = new TreeSet<>(before.keySet());
    slugs.addAll(after.keySet());
    for (String slug : slugs) {
      compare(known.slug().value(), slug, before.get(slug), after.get(slug), now, findings);
    }
    compareKeys(
        Optional.of(known.slug().value()),
        keysOf(id),
        stored.isPresent() ? ports.keys().in(id) : List.of(),
        now,
        findings);
  }

  private Map<String, Way> ways(Workspace workspace) {
    Map<String, Way> ways = new HashMap<>();
    Map<Object, WorkspaceGrant> grants = new HashMap<>();
    ports.integrations().grantsTo(workspace.id()).forEach(grant -> grants.put(grant.id(), grant));
    for (AiProvider provider : ports.providers().in(workspace.id())) {
      WorkspaceGrant grant = grants.get(provider.grant());
      Optional<Integration> integration = ports.integrations().find(provider.integration());
      if (grant != null && integration.isPresent()) {
        ways.put(provider.slug().value(), new Way(provider, integration.get(), grant, workspace));
      }
    }
    return ways;
  }

  private void compare(
      String workspace,
      String slug,
      @Nullable Way before,
      @Nullable Way after,
      Instant now,
      Findings findings) {
    if (before == null) {
      findings.add(findings.providers, new Impact.Provider(workspace, slug, Effect.ADDED));
      return;
    }
    boolean passed = before.closed(now) == null;
    if (after == null) {
      findings.add(findings.providers, new Impact.Provider(workspace, slug, Effect.REMOVED));
      if (passed) {
        refuse(findings, workspace, slug, "provider_unknown", null, "the provider is gone");
      }
      return;
    }
    if (differs(before, after, now)) {
      findings.add(findings.providers, new Impact.Provider(workspace, slug, Effect.CHANGED));
    }
    Closed closed = after.closed(now);
    if (passed && closed != null) {
      refuse(findings, workspace, slug, closed.reason(), closed.level(), closed.message());
    } else if (passed) {
      compareModels(workspace, slug, before, after, findings);
      compareLimits(workspace, slug, before, after, now, findings);
    }
  }

  private static boolean differs(Way before, Way after, Instant now) {
    return !before.settings().equals(after.settings())
        || (before.closed(now) == null) != (after.closed(now) == null)
        || !before.integration().configuration().equals(after.integration().configuration())
        || !before.integration().credentials().equals(after.integration().credentials())
        || !before.provider().name().equals(after.provider().name())
        || before.provider().usageEpoch() != after.provider().usageEpoch()
        || before.grant().usageEpoch() != after.grant().usageEpoch();
  }

  private void compareModels(
      String workspace, String slug, Way before, Way after, Findings findings) {
    List<Declared<ModelAccess>> lists = after.settings().models();
    ModelAccess once = before.settings().effectiveModels();
    Set<ModelSlug> known = new LinkedHashSet<>(before.integration().models().models().keySet());
    ports.directory().of(before.integration().kind()).forEach(model -> known.add(model.slug()));
    for (ModelSlug model : new TreeSet<>(known)) {
      if (once.allows(model)) {
        lists.stream()
            .filter(list -> !list.value().allows(model))
            .findFirst()
            .ifPresent(
                list ->
                    findings.add(
                        findings.refused,
                        new NewlyRefused(
                            workspace,
                            Optional.of(slug),
                            Optional.of(model.value()),
                            Optional.empty(),
                            "model_not_allowed",
                            Optional.of(list.level()),
                            "the model list of the "
                                + list.level().wireName()
                                + " leaves it out")));
      }
    }
  }

  private void compareLimits(
      String workspace, String slug, Way before, Way after, Instant now, Findings findings) {
    Set<LimitKey> full = new LinkedHashSet<>();
    for (Declared<Budget> budget : before.settings().budgets()) {
      if (isUsedUp(before, budget, now)) {
        full.add(key(before, budget));
      }
    }
    for (Declared<Budget> budget : after.settings().budgets()) {
      if (isUsedUp(after, budget, now) && !full.contains(key(after, budget))) {
        refuse(
            findings,
            workspace,
            slug,
            "budget_exhausted",
            budget.level(),
            "more is used already than the budget of the "
                + budget.level().wireName()
                + " would allow");
      }
    }
    for (Declared<RateLimit> rate : after.settings().rateLimits()) {
      if (rate.value().value() == 0 && !before.settings().rateLimits().contains(rate)) {
        refuse(
            findings,
            workspace,
            slug,
            "rate_limited",
            rate.level(),
            "the rate limit of the " + rate.level().wireName() + " would be 0");
      }
    }
  }

  private boolean isUsedUp(Way way, Declared<Budget> budget, Instant now) {
    return ports.usage().used(key(way, budget), budget.value().windowAt(now)).orElse(0)
        >= budget.value().amount();
  }

  private static LimitKey key(Way way, Declared<Budget> budget) {
    return SnapshotCompiler.key(
        budget, way.integration(), way.grant(), way.workspace(), way.provider());
  }

  private static void refuse(
      Findings findings,
      String workspace,
      String provider,
      String reason,
      @Nullable Level level,
      String message) {
    findings.add(
        findings.refused,
        new NewlyRefused(
            workspace,
            Optional.of(provider),
            Optional.empty(),
            Optional.empty(),
            reason,
            Optional.ofNullable(level),
            message));
  }

  private List<ApiKey> keysOf(WorkspaceId workspace) {
    return compiled(ports.snapshots().current().parts().get(workspace));
  }

  private List<ApiKey> keysOf(OrganizationId organization) {
    return compiled(ports.snapshots().current().organizationParts().get(organization));
  }

  private List<ApiKey> storedOf(OrganizationId organization) {
    return ports.keys().ofOrganization(organization);
  }

  private static List<ApiKey> compiled(CatalogSnapshot.@Nullable Part part) {
    return part == null
        ? List.of()
        : part.keys().values().stream()
            .filter(CompiledKey::isCurrent)
            .map(CompiledKey::key)
            .toList();
  }

  private static void compareKeys(
      Optional<String> workspace,
      List<ApiKey> before,
      List<ApiKey> after,
      Instant now,
      Findings findings) {
    Map<Object, ApiKey> left = new LinkedHashMap<>();
    after.forEach(key -> left.put(key.id(), key));
    Set<Object> seen = new LinkedHashSet<>();
    for (ApiKey key : before) {
      if (!seen.add(key.id())) {
        continue;
      }
      ApiKey kept = left.remove(key.id());
      if (kept == null || kept.version() != key.version()) {
        findings.add(
            findings.keys,
            new Impact.Key(
                workspace,
                key.id().toString(),
                key.name(),
                kept == null ? Effect.REMOVED : Effect.CHANGED));
        String lost = lost(key, kept, now);
        if (workspace.isPresent() && lost != null) {
          findings.add(
              findings.refused,
              new NewlyRefused(
                  workspace.get(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.of(key.name()),
                  lost,
                  Optional.of(Level.API_KEY),
                  "the key could not call models any more"));
        }
      }
    }
    left.values()
        .forEach(
            key ->
                findings.add(
                    findings.keys,
                    new Impact.Key(workspace, key.id().toString(), key.name(), Effect.ADDED)));
  }

  private static @Nullable String lost(ApiKey before, @Nullable ApiKey after, Instant now) {
    if (!before.scopes().contains(Scope.COMPLETIONS_WRITE) || before.expiredAt(now)) {
      return null;
    }
    if (after == null) {
      return "key_unknown";
    }
    if (!after.scopes().contains(Scope.COMPLETIONS_WRITE)) {
      return "scope_missing";
    }
    return after.expiredAt(now) ? "key_expired" : null;
  }
}
