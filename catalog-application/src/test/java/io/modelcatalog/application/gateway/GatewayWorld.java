package io.modelcatalog.application.gateway;

import io.modelcatalog.application.limit.LimitAccounts;
import io.modelcatalog.application.limit.LimitLine;
import io.modelcatalog.application.limit.LimitState;
import io.modelcatalog.application.limit.RefusedBudgets;
import io.modelcatalog.application.model.SnapshotModels;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.model.ModelDirectory;
import io.modelcatalog.application.port.persistence.CountingIdSource;
import io.modelcatalog.application.port.persistence.InMemoryApiKeyRepository;
import io.modelcatalog.application.port.persistence.InMemoryIntegrationRepository;
import io.modelcatalog.application.port.persistence.InMemoryOrganizationRepository;
import io.modelcatalog.application.port.persistence.InMemoryPolicyRepository;
import io.modelcatalog.application.port.persistence.InMemoryProviderRepository;
import io.modelcatalog.application.port.persistence.InMemoryStore;
import io.modelcatalog.application.port.persistence.InMemoryUnitOfWork;
import io.modelcatalog.application.port.persistence.InMemoryWorkspaceRepository;
import io.modelcatalog.application.port.secret.FakeApiKeys;
import io.modelcatalog.application.port.secret.InMemoryCredentialVault;
import io.modelcatalog.application.port.upstream.BodyOutline;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamFactory;
import io.modelcatalog.application.port.upstream.UpstreamKind;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.application.port.usage.InMemoryUsageJournal;
import io.modelcatalog.application.snapshot.CompiledKey;
import io.modelcatalog.application.snapshot.CompiledRoute;
import io.modelcatalog.application.snapshot.SnapshotCompiler;
import io.modelcatalog.application.snapshot.SnapshotHolder;
import io.modelcatalog.application.snapshot.SnapshotLoader;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.fixtures.ApiKeyBuilder;
import io.modelcatalog.domain.fixtures.Fixtures;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.model.ModelDefinition;
import io.modelcatalog.domain.model.ModelMode;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.money.TokenRates;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The whole request path on stores in memory: what is put in is read, compiled and called as in the
 * running service. The upstream is a {@link ScriptedUpstream}.
 */
public final class GatewayWorld {
  /** Prompt tokens cost 1,000 nano-dollars each, answer tokens 2,000. */
  public static final ModelPrice PRICE =
      ModelPrice.flat(new TokenRates(1_000_000_000L, 500_000_000L, 1_250_000_000L, 2_000_000_000L));

  public final InMemoryStore store = new InMemoryStore();
  public final InMemoryOrganizationRepository organizations =
      new InMemoryOrganizationRepository(store);
  public final InMemoryWorkspaceRepository workspaces = new InMemoryWorkspaceRepository(store);
  public final InMemoryIntegrationRepository integrations =
      new InMemoryIntegrationRepository(store);
  public final InMemoryProviderRepository providers = new InMemoryProviderRepository(store);
  public final InMemoryApiKeyRepository keys = new InMemoryApiKeyRepository(store);
  public final InMemoryPolicyRepository policies = new InMemoryPolicyRepository(store);
  public final CountingIdSource ids = new CountingIdSource();
  public final InMemoryCredentialVault vault = new InMemoryCredentialVault(store, ids);
  public final FakeApiKeys apiKeys = new FakeApiKeys();
  public final Clock clock = new Clock();
  public final Upstreams upstreams = new Upstreams();
  public final ScriptedUpstream upstream = upstreams.upstream;
  public final Directory directory = new Directory();
  public final LimitAccounts accounts = new LimitAccounts();
  public final RefusedBudgets refusals = new RefusedBudgets();
  public final InMemoryUsageJournal journal = new InMemoryUsageJournal();
  public final SnapshotHolder snapshots = new SnapshotHolder();
  public final SnapshotLoader loader =
      new SnapshotLoader(
          new SnapshotLoader.Ports(
              new InMemoryUnitOfWork(store),
              organizations,
              workspaces,
              integrations,
              providers,
              keys,
              policies,
              vault,
              upstreams),
          new SnapshotCompiler(accounts, directory),
          snapshots);
  public final GatewaySettings settings = new GatewaySettings(4_096);
  public final Metering metering;
  public final ModelGateway gateway;
  public final GatewayExplain explain = new GatewayExplain(snapshots, accounts, clock, settings);
  public final SnapshotModels models = new SnapshotModels(snapshots, directory, clock);

  /** A world with {@link Fixtures#ACME} in it and nothing else. */
  public GatewayWorld() {
    this(Metering.plain());
  }

  /** The same with estimates, drains and shortfalls of a test's own. */
  GatewayWorld(Metering metering) {
    this.metering = metering;
    gateway =
        new ModelGateway(
            snapshots, apiKeys, accounts, journal, ids, clock, settings, null, metering, refusals);
    put(Fixtures.acme());
  }

  public Organization put(Organization organization) {
    return stored(organizations.save(organization));
  }

  public Workspace put(Workspace workspace) {
    return stored(workspaces.save(workspace));
  }

  public Integration put(Integration integration) {
    return stored(integrations.save(integration));
  }

  public WorkspaceGrant put(WorkspaceGrant grant) {
    return stored(integrations.saveGrant(grant));
  }

  public AiProvider put(AiProvider provider) {
    return stored(providers.save(provider));
  }

  public Policy put(Policy policy) {
    return stored(policies.save(policy));
  }

  /** Stores a key that is presented as this text. */
  public ApiKey put(ApiKeyBuilder key, String presentedAs) {
    return stored(keys.save(key.knownBy(apiKeys.digest(presentedAs)).build()));
  }

  /** Compiles everything that was put in. */
  public GatewayWorld load() {
    loader.loadAll();
    return this;
  }

  /** Compiles one workspace anew. */
  public void changed(Workspace workspace) {
    loader.changed(CatalogChange.of(workspace.organization(), workspace.id()));
  }

  /** Has a call admitted, and expects it to be. */
  public AdmittedCall admitted(ModelCall call) {
    return switch (gateway.admit(call)) {
      case Admission.Admitted(AdmittedCall admitted) -> admitted;
      case Admission.Denied(Denial denial, _, _) -> throw new AssertionError("denied: " + denial);
      case Admission.Pending pending -> throw new AssertionError("pending");
    };
  }

  /** Has a call refused, and expects it to be. */
  public Denial denied(ModelCall call) {
    return switch (gateway.admit(call)) {
      case Admission.Denied(Denial denial, _, _) -> denial;
      case Admission.Admitted admitted -> throw new AssertionError("admitted");
      case Admission.Pending pending -> throw new AssertionError("pending");
    };
  }

  /** How the limits of a key's calls through a provider stand. */
  public List<LimitState> limits(String presentedKey, String provider) {
    CompiledKey key = snapshots.current().key(apiKeys.digest(presentedKey));
    CompiledRoute route = key.workspace().route(provider);
    LimitLine[] lines = key.lines(route);
    return accounts.look(lines, 0, 0, clock.millis());
  }

  /** A chat call whose body is as long as its text. */
  public static ModelCall chat(String key, String provider, String model, long outputCap) {
    return chat(key, provider, model, outputCap, 1);
  }

  public static ModelCall chat(
      String key, String provider, String model, long outputCap, int choices) {
    return call(key, provider, Operation.CHAT_COMPLETIONS, model, outputCap, choices, 100);
  }

  /** A POST whose prompt has at most so many tokens. */
  public static ModelCall call(
      String key,
      String provider,
      Operation operation,
      String model,
      long outputCap,
      int choices,
      long textBytes) {
    return new ModelCall(
        key,
        provider,
        operation,
        "POST",
        operation.path() == null ? "/images/generations" : operation.path(),
        List.of(),
        "{}".getBytes(StandardCharsets.UTF_8),
        new BodyOutline(
            1,
            model == null,
            model,
            BodyOutline.Span.NONE,
            false,
            BodyOutline.Span.NONE,
            false,
            outputCap,
            java.util.Map.of(),
            choices,
            textBytes));
  }

  /** The call, with metadata. */
  public static ModelCall saying(ModelCall call, CallMetadata metadata) {
    return new ModelCall(
        call.presentedKey(),
        call.provider(),
        call.operation(),
        call.method(),
        call.path(),
        call.headers(),
        call.body(),
        call.outline(),
        metadata);
  }

  /** The call, with one value of metadata. */
  public static ModelCall saying(ModelCall call, String name, String value) {
    return saying(call, () -> Result.ok(Map.of(name, value)));
  }

  /** A call that only reads. */
  public static ModelCall get(String key, String provider, String path) {
    return new ModelCall(
        key, provider, Operation.PASS_THROUGH, "GET", path, List.of(), new byte[0], null);
  }

  private static <T> T stored(Result<T, ?> result) {
    return switch (result) {
      case Result.Ok<T, ?>(T value) -> value;
      case Result.Err<T, ?> err -> throw new AssertionError("not stored: " + err.error());
    };
  }

  /** A clock that a test moves. */
  public static final class Clock implements InstantSource {
    private volatile Instant now = Fixtures.NOON;

    @Override
    public Instant instant() {
      return now;
    }

    public void advance(Duration by) {
      now = now.plus(by);
    }
  }

  /** Prepares scripted upstreams; a host that begins with {@code bad} cannot be prepared. */
  public static final class Upstreams implements UpstreamFactory {
    /** The upstream of every integration without a host of its own. */
    public final ScriptedUpstream upstream = new ScriptedUpstream();

    /** Everything that was prepared, in order. */
    public final List<UpstreamTarget> prepared = new ArrayList<>();

    private final Map<String, ScriptedUpstream> hosts = new HashMap<>();

    /** The upstream behind a host. */
    public ScriptedUpstream at(String host) {
      return hosts.computeIfAbsent(host, h -> new ScriptedUpstream());
    }

    @Override
    public Result<UpstreamKind, UpstreamProblem> check(String kind, Settings configuration) {
      return Result.ok(new UpstreamKind(kind, kind, Set.of("key"), false, true));
    }

    @Override
    public Result<Upstream, UpstreamProblem> prepare(UpstreamTarget target) {
      prepared.add(target);
      Optional<String> host = target.configuration().text(Integration.CUSTOM_HOST);
      if (host.isEmpty()) {
        return Result.ok(upstream);
      }
      return host.get().startsWith("bad")
          ? Result.err(new UpstreamProblem("custom_host", "must be callable"))
          : Result.ok(at(host.get()));
    }
  }

  /**
   * Knows {@code gpt-4o} and {@code gpt-4o-mini} with {@link #PRICE}, {@code unpriced} without a
   * price and {@code bounded} with a context of 1,000 and answers of 50 tokens.
   */
  public static final class Directory implements ModelDirectory {
    private final List<ModelDefinition> models =
        List.of(
            definition("gpt-4o", OptionalLong.empty(), OptionalLong.empty(), Optional.of(PRICE)),
            definition(
                "gpt-4o-mini", OptionalLong.empty(), OptionalLong.empty(), Optional.of(PRICE)),
            definition("unpriced", OptionalLong.empty(), OptionalLong.empty(), Optional.empty()),
            definition("bounded", OptionalLong.of(1_000), OptionalLong.of(50), Optional.of(PRICE)));

    @Override
    public Optional<ModelDefinition> find(String vendor, ModelSlug model) {
      return of(vendor).stream().filter(each -> each.slug().equals(model)).findFirst();
    }

    @Override
    public List<ModelDefinition> of(String vendor) {
      return vendor.equals("openai") ? models : List.of();
    }

    private static ModelDefinition definition(
        String name, OptionalLong context, OptionalLong output, Optional<ModelPrice> price) {
      return new ModelDefinition(
          "openai",
          new ModelSlug(name),
          name,
          ModelMode.CHAT,
          context,
          output,
          price,
          Set.of(),
          Optional.empty());
    }
  }
}
