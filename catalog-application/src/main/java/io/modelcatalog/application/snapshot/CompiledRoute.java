package io.modelcatalog.application.snapshot;

import io.modelcatalog.application.limit.LimitLine;
import io.modelcatalog.application.port.model.ModelDirectory;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.domain.access.EffectiveSettings;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationModel;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Declared;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.ModelAccess;
import io.modelcatalog.domain.model.ModelDefinition;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.money.PriceAdjustment;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Everything a call through one provider needs, worked out when the catalog changed. */
public final class CompiledRoute {
  /** Names that clients make up are compiled anew each time once so many are remembered. */
  private static final int REMEMBERED_MODELS = 2_000;

  private final AiProvider provider;
  private final Integration integration;
  private final WorkspaceGrant grant;
  private final Workspace workspace;
  private final EffectiveSettings settings;
  private final @Nullable Upstream upstream;
  private final @Nullable UpstreamProblem problem;
  private final Map<ModelSlug, Upstream> modelUpstreams;
  private final LimitLine[] lines;
  private final ModelDirectory directory;
  private final long expiresAtMillis;
  private final PriceAdjustment adjustment;
  private final boolean drains;
  private final ConcurrentHashMap<String, CompiledModel> models = new ConcurrentHashMap<>();

  CompiledRoute(
      AiProvider provider,
      Integration integration,
      WorkspaceGrant grant,
      Workspace workspace,
      EffectiveSettings settings,
      PreparedIntegration prepared,
      LimitLine[] lines,
      ModelDirectory directory) {
    this.provider = provider;
    this.integration = integration;
    this.grant = grant;
    this.workspace = workspace;
    this.settings = settings;
    this.upstream = prepared.upstream();
    this.problem = prepared.problem();
    this.modelUpstreams = prepared.modelUpstreams();
    this.lines = lines;
    this.directory = directory;
    this.adjustment = PriceAdjustments.of(integration.extras());
    this.drains =
        integration.configuration().text(Integration.ON_DISCONNECT).orElse("").equals("drain");
    this.expiresAtMillis =
        provider.expiresAt().map(java.time.Instant::toEpochMilli).orElse(Long.MAX_VALUE);
  }

  /** The provider. */
  public AiProvider provider() {
    return provider;
  }

  /** Its integration. */
  public Integration integration() {
    return integration;
  }

  /** What makes the integration available here. */
  public WorkspaceGrant grant() {
    return grant;
  }

  /** The workspace it is called in. */
  public Workspace workspace() {
    return workspace;
  }

  /** What holds for it, without a key. */
  public EffectiveSettings settings() {
    return settings;
  }

  /** Where calls go; null if the integration cannot be called as it is configured. */
  public @Nullable Upstream upstream() {
    return upstream;
  }

  /** Why it cannot be called; null if it can. */
  public @Nullable UpstreamProblem problem() {
    return problem;
  }

  /** The limits of integration, grant, workspace and provider. */
  public LimitLine[] lines() {
    return lines;
  }

  /**
   * Whether an answer is read to its end when its client has gone, because the vendor bills it in
   * full anyway; otherwise the upstream is let go at once.
   */
  public boolean drains() {
    return drains;
  }

  /** Whether the provider has expired. */
  public boolean expiredAt(long nowMillis) {
    return nowMillis >= expiresAtMillis;
  }

  /**
   * A model as this provider sees it.
   *
   * @param name the upstream's name of it; a valid {@link ModelSlug}
   */
  public CompiledModel model(String name) {
    CompiledModel known = models.get(name);
    if (known != null) {
      return known;
    }
    CompiledModel compiled = compile(new ModelSlug(name));
    if (models.size() < REMEMBERED_MODELS) {
      models.put(name, compiled);
    }
    return compiled;
  }

  private CompiledModel compile(ModelSlug slug) {
    Optional<IntegrationModel> own = integration.models().find(slug);
    Optional<ModelDefinition> known = directory.find(integration.kind(), slug);
    if (known.isEmpty()) {
      known =
          own.flatMap(IntegrationModel::base).flatMap(b -> directory.find(integration.kind(), b));
    }
    Optional<ModelPrice> price = own.flatMap(IntegrationModel::price).or(knownPrice(known));
    return new CompiledModel(
        slug,
        refusedBy(slug),
        price.map(p -> p.adjusted(adjustment)).orElse(null),
        known.isPresent() ? known.get().contextWindow().orElse(-1) : -1,
        known.isPresent() ? known.get().maxOutputTokens().orElse(-1) : -1,
        modelUpstreams.get(slug));
  }

  private static java.util.function.Supplier<Optional<ModelPrice>> knownPrice(
      Optional<ModelDefinition> known) {
    return () -> known.flatMap(ModelDefinition::price);
  }

  private @Nullable Level refusedBy(ModelSlug slug) {
    for (Declared<ModelAccess> access : settings.models()) {
      if (!access.value().allows(slug)) {
        return access.level();
      }
    }
    return null;
  }
}
