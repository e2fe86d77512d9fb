package io.modelcatalog.application.integration;

import static io.modelcatalog.domain.fixtures.Fixtures.ACME;
import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static io.modelcatalog.domain.fixtures.Fixtures.OTHERS;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anOrganization;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.model.ModelDirectory;
import io.modelcatalog.application.port.persistence.CountingIdSource;
import io.modelcatalog.application.port.persistence.InMemoryIntegrationRepository;
import io.modelcatalog.application.port.persistence.InMemoryOrganizationRepository;
import io.modelcatalog.application.port.persistence.InMemoryProviderRepository;
import io.modelcatalog.application.port.persistence.InMemorySecretReferenceRepository;
import io.modelcatalog.application.port.persistence.InMemoryStore;
import io.modelcatalog.application.port.persistence.InMemoryUnitOfWork;
import io.modelcatalog.application.port.persistence.InMemoryWorkspaceRepository;
import io.modelcatalog.application.port.secret.InMemoryCredentialVault;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamFactory;
import io.modelcatalog.application.port.upstream.UpstreamKind;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.model.ModelDefinition;
import io.modelcatalog.domain.model.ModelMode;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Two tenants with workspaces {@code red} and {@code blue} in the first and {@code green} in the
 * second, all ports in memory, and upstreams that know a few kinds.
 */
public final class IntegrationWorld {
  public final InMemoryStore store = new InMemoryStore();
  public final CountingIdSource ids = new CountingIdSource();
  public final InMemoryOrganizationRepository organizations =
      new InMemoryOrganizationRepository(store);
  public final InMemoryWorkspaceRepository workspaces = new InMemoryWorkspaceRepository(store);
  public final InMemoryIntegrationRepository integrations =
      new InMemoryIntegrationRepository(store);
  public final InMemoryProviderRepository providers = new InMemoryProviderRepository(store);
  public final InMemorySecretReferenceRepository references =
      new InMemorySecretReferenceRepository(store);
  public final InMemoryCredentialVault vault = new InMemoryCredentialVault(store, ids);
  public final InMemoryUnitOfWork unitOfWork = new InMemoryUnitOfWork(store);
  public final List<CatalogChange> changes = new ArrayList<>();
  public final FixedUpstreams upstreams = new FixedUpstreams();
  public final ModelDirectory directory = new SmallDirectory();
  public final Workspace red;
  public final Workspace blue;
  public final Workspace green;
  public final IntegrationUseCases useCases;
  private Instant now = NOON;

  public IntegrationWorld() {
    this(true);
  }

  /** A world whose first tenant may not let workspaces bring integrations of their own. */
  public IntegrationWorld(boolean workspacesMayCreate) {
    value(
        organizations.save(
            workspacesMayCreate
                ? anOrganization().build()
                : anOrganization().keepingIntegrationsToItself().build()));
    value(organizations.save(anOrganization().withId(OTHERS).named("Others").build()));
    red = value(workspaces.save(aWorkspace().named("Red").withSlug("red").build()));
    blue = value(workspaces.save(aWorkspace().named("Blue").withSlug("blue").build()));
    green =
        value(workspaces.save(aWorkspace().of(OTHERS).named("Green").withSlug("green").build()));
    useCases =
        IntegrationUseCases.of(
            organizations,
            workspaces,
            integrations,
            providers,
            vault,
            references,
            upstreams,
            directory,
            unitOfWork,
            events(),
            ids,
            clock());
  }

  /** The clock; it stands still until {@link #later}. */
  public InstantSource clock() {
    return () -> now;
  }

  /** Notes what was announced. */
  public CatalogEvents events() {
    return change -> unitOfWork.afterCommit(() -> changes.add(change));
  }

  /** Moves the clock. */
  public void later(Instant instant) {
    now = instant;
  }

  /** An administrator of the first tenant with every scope. */
  public Actor admin() {
    return actor(ACME, Optional.empty(), Scope.everything());
  }

  /** An administrator of the first tenant with just these scopes. */
  public Actor adminWith(String... scopes) {
    return actor(ACME, Optional.empty(), Set.of(scopes));
  }

  /** An administrator of the second tenant with every scope. */
  public Actor stranger() {
    return actor(OTHERS, Optional.empty(), Scope.everything());
  }

  /** A key of a workspace with every scope. */
  public Actor keyOf(Workspace workspace) {
    return actor(workspace.organization(), Optional.of(workspace), Scope.everything());
  }

  /** A key of a workspace with just these scopes. */
  public Actor keyOf(Workspace workspace, String... scopes) {
    return actor(workspace.organization(), Optional.of(workspace), Set.of(scopes));
  }

  private static Actor actor(
      OrganizationId organization, Optional<Workspace> workspace, Set<String> scopes) {
    return Actor.serviceKey(
        new ActorId("someone"), organization, workspace.map(Workspace::id), scopes);
  }

  /** An OpenAI integration of the organization, named so. */
  public Integration connected(String name) {
    return value(useCases.create().handle(admin(), openAi(name).build()));
  }

  /** What to say to connect OpenAI. */
  public static Order openAi(String name) {
    return new Order(name, "openai").key("sk-abcdefghijkl");
  }

  /** Provisions an integration to a workspace. */
  public void provisioned(Integration integration, Workspace workspace) {
    value(
        useCases
            .provision()
            .handle(admin(), Provision.of(integration).with(Provision.on(workspace)).build()));
  }

  /** The stored integration as it is now. */
  public Integration now(Integration integration) {
    return integrations.find(integration.id()).orElseThrow();
  }

  /** The grant of an integration to a workspace. */
  public Optional<WorkspaceGrant> grant(Integration integration, Workspace workspace) {
    return integrations.findGrant(integration.id(), workspace.id());
  }

  /** Slugs of the providers of a workspace. */
  public List<String> providersIn(Workspace workspace) {
    return providers.in(workspace.id()).stream().map(p -> p.slug().value()).toList();
  }

  /** The only provider of a workspace. */
  public AiProvider onlyProviderIn(Workspace workspace) {
    List<AiProvider> all = providers.in(workspace.id());
    if (all.size() != 1) {
      throw new AssertionError("expected one provider, but there are " + all);
    }
    return all.getFirst();
  }

  /** The stored secrets of an integration by name, in plain text. */
  public Map<String, String> secretsOf(IntegrationId id) {
    Integration integration = integrations.find(id).orElseThrow();
    return integration
        .credentials()
        .map(ref -> vault.reveal(integration.organization(), id, ref, new SecretAccess("test")))
        .orElse(Credentials.NONE)
        .fields()
        .entrySet()
        .stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, each -> each.getValue().reveal(new SecretAccess("test"))));
  }

  /** The value of a result that must be one. */
  public static <T, E> T value(Result<T, E> result) {
    return switch (result) {
      case Result.Ok<T, E>(T value) -> value;
      case Result.Err<T, E>(E error) -> throw new AssertionError("refused: " + error);
    };
  }

  /** The refusal of a result that must be one. */
  public static <T> CatalogError refusal(Result<T, CatalogError> result) {
    return switch (result) {
      case Result.Ok<T, CatalogError>(T value) -> throw new AssertionError("accepted: " + value);
      case Result.Err<T, CatalogError>(CatalogError error) -> error;
    };
  }

  /** Builds a {@link CreateIntegration.Command}. */
  public static final class Order {
    private final String name;
    private final String kind;
    private Optional<String> slug = Optional.empty();
    private Optional<String> workspace = Optional.empty();
    private Optional<SecretText> key = Optional.empty();
    private final LinkedHashMap<String, Object> settings = new LinkedHashMap<>();
    private boolean createProvider = true;
    private Optional<String> providerSlug = Optional.empty();

    public Order(String name, String kind) {
      this.name = name;
      this.kind = kind;
    }

    public Order slug(String text) {
      slug = Optional.of(text);
      return this;
    }

    public Order in(Workspace home) {
      workspace = Optional.of(home.slug().value());
      return this;
    }

    public Order key(String text) {
      key = Optional.of(SecretText.of(text));
      return this;
    }

    public Order withoutKey() {
      key = Optional.empty();
      return this;
    }

    public Order set(String setting, Object value) {
      settings.put(setting, value);
      return this;
    }

    public Order withoutProvider() {
      createProvider = false;
      return this;
    }

    public Order providerSlug(String text) {
      providerSlug = Optional.of(text);
      return this;
    }

    public CreateIntegration.Command build() {
      return new CreateIntegration.Command(
          name,
          kind,
          slug,
          Optional.empty(),
          workspace,
          key,
          new SubmittedSettings(settings),
          Optional.empty(),
          List.of(),
          createProvider,
          providerSlug);
    }
  }

  /** Kinds a test can rely on; a host must begin with {@code https://}. */
  public static final class FixedUpstreams implements UpstreamFactory {
    private static final Map<String, UpstreamKind> KINDS =
        Map.of(
            "openai", new UpstreamKind("openai", "OpenAI", Set.of(), true, true),
            "azure-openai",
                new UpstreamKind(
                    "azure-openai", "Azure OpenAI", Set.of("azure_secret"), true, true),
            "bedrock",
                new UpstreamKind(
                    "bedrock", "AWS Bedrock", Set.of("aws_secret_access_key"), false, false),
            "ollama", new UpstreamKind("ollama", "Ollama", Set.of(), false, true),
            "echo", new UpstreamKind("echo", "Echo", Set.of(), false, true));

    @Override
    public Result<UpstreamKind, UpstreamProblem> check(String kind, Settings configuration) {
      UpstreamKind known = KINDS.get(kind);
      if (known == null) {
        return Result.err(new UpstreamProblem("ai_provider_id", "is not known"));
      }
      Optional<String> host = configuration.text("custom_host");
      return host.isPresent() && !host.get().startsWith("https://")
          ? Result.err(
              new UpstreamProblem("configurations.custom_host", "must begin with https://"))
          : Result.ok(known);
    }

    @Override
    public Result<Upstream, UpstreamProblem> prepare(UpstreamTarget target) {
      throw new AssertionError("administration calls no upstream");
    }
  }

  private static final class SmallDirectory implements ModelDirectory {
    private final Set<String> names =
        new LinkedHashSet<>(Arrays.asList("gpt-4o", "gpt-4o-mini", "text-embedding-3-small"));

    @Override
    public Optional<ModelDefinition> find(String vendor, ModelSlug model) {
      return of(vendor).stream().filter(each -> each.slug().equals(model)).findFirst();
    }

    @Override
    public List<ModelDefinition> of(String vendor) {
      return vendor.equals("openai")
          ? names.stream()
              .map(
                  name ->
                      new ModelDefinition(
                          vendor,
                          new ModelSlug(name),
                          name.toUpperCase(java.util.Locale.ROOT),
                          ModelMode.CHAT,
                          OptionalLong.empty(),
                          OptionalLong.empty(),
                          Optional.empty(),
                          Set.of(),
                          Optional.empty()))
              .toList()
          : List.of();
    }
  }
}
