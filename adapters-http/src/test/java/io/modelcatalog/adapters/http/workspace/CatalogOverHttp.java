package io.modelcatalog.adapters.http.workspace;

import io.micronaut.context.ApplicationContext;
import io.micronaut.json.JsonMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.modelcatalog.adapters.http.admin.ToldAlerts;
import io.modelcatalog.adapters.http.gateway.GatewayOptions;
import io.modelcatalog.adapters.http.gateway.GatewayTraffic;
import io.modelcatalog.adapters.http.security.PublicAddress;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.access.Authenticate;
import io.modelcatalog.application.apikey.ApiKeyUseCases;
import io.modelcatalog.application.apikey.ChangeApiKey;
import io.modelcatalog.application.apikey.DeleteApiKey;
import io.modelcatalog.application.apikey.FindApiKey;
import io.modelcatalog.application.apikey.IssueApiKey;
import io.modelcatalog.application.apikey.ListApiKeys;
import io.modelcatalog.application.apikey.RotateApiKey;
import io.modelcatalog.application.config.ChangeConfig;
import io.modelcatalog.application.config.ConfigUseCases;
import io.modelcatalog.application.config.CreateConfig;
import io.modelcatalog.application.config.DeleteConfig;
import io.modelcatalog.application.config.FindConfig;
import io.modelcatalog.application.config.ListConfigVersions;
import io.modelcatalog.application.config.ListConfigs;
import io.modelcatalog.application.gateway.AdmitCall;
import io.modelcatalog.application.integration.IntegrationWorld;
import io.modelcatalog.application.integration.Provision;
import io.modelcatalog.application.limit.LimitAccounts;
import io.modelcatalog.application.organization.ChangeOrganization;
import io.modelcatalog.application.organization.FindOrganization;
import io.modelcatalog.application.organization.OrganizationUseCases;
import io.modelcatalog.application.person.AddMembers;
import io.modelcatalog.application.person.CancelInvite;
import io.modelcatalog.application.person.ChangeMember;
import io.modelcatalog.application.person.ChangeUser;
import io.modelcatalog.application.person.CreateStaffedWorkspace;
import io.modelcatalog.application.person.DeleteUser;
import io.modelcatalog.application.person.FindInvite;
import io.modelcatalog.application.person.FindMember;
import io.modelcatalog.application.person.FindUser;
import io.modelcatalog.application.person.InviteUser;
import io.modelcatalog.application.person.ListInvites;
import io.modelcatalog.application.person.ListMembers;
import io.modelcatalog.application.person.ListUsers;
import io.modelcatalog.application.person.PersonUseCases;
import io.modelcatalog.application.person.RemoveMember;
import io.modelcatalog.application.person.ResendInvite;
import io.modelcatalog.application.policy.ArchivePolicy;
import io.modelcatalog.application.policy.ChangePolicy;
import io.modelcatalog.application.policy.CreatePolicy;
import io.modelcatalog.application.policy.FindPolicy;
import io.modelcatalog.application.policy.ListPolicies;
import io.modelcatalog.application.policy.ListPolicyGroups;
import io.modelcatalog.application.policy.PolicyUseCases;
import io.modelcatalog.application.policy.ResetPolicyGroup;
import io.modelcatalog.application.port.mail.InviteMail;
import io.modelcatalog.application.port.persistence.InMemoryApiKeyRepository;
import io.modelcatalog.application.port.persistence.InMemoryAttemptStore;
import io.modelcatalog.application.port.persistence.InMemoryConfigRepository;
import io.modelcatalog.application.port.persistence.InMemoryInviteRepository;
import io.modelcatalog.application.port.persistence.InMemoryMembershipRepository;
import io.modelcatalog.application.port.persistence.InMemoryPasswordStore;
import io.modelcatalog.application.port.persistence.InMemoryPolicyRepository;
import io.modelcatalog.application.port.persistence.InMemorySessionStore;
import io.modelcatalog.application.port.persistence.InMemorySetupLinkStore;
import io.modelcatalog.application.port.persistence.InMemoryUserRepository;
import io.modelcatalog.application.port.persistence.InviteRepository;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.PasswordStore;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.port.secret.FakeApiKeys;
import io.modelcatalog.application.port.secret.FakePasswords;
import io.modelcatalog.application.port.secret.FakeTokens;
import io.modelcatalog.application.port.secret.Tokens;
import io.modelcatalog.application.port.usage.AlertView;
import io.modelcatalog.application.port.usage.InMemoryUsageLedger;
import io.modelcatalog.application.port.usage.UsageView;
import io.modelcatalog.application.provider.ChangeProvider;
import io.modelcatalog.application.provider.ConnectProvider;
import io.modelcatalog.application.provider.DeleteProvider;
import io.modelcatalog.application.provider.DeriveProvider;
import io.modelcatalog.application.provider.FindProvider;
import io.modelcatalog.application.provider.ListProviders;
import io.modelcatalog.application.provider.ProviderUseCases;
import io.modelcatalog.application.signin.AcceptInvite;
import io.modelcatalog.application.signin.ChangePassword;
import io.modelcatalog.application.signin.EndSession;
import io.modelcatalog.application.signin.KnowSession;
import io.modelcatalog.application.signin.ListSessions;
import io.modelcatalog.application.signin.NarrowKey;
import io.modelcatalog.application.signin.SessionRules;
import io.modelcatalog.application.signin.SetUp;
import io.modelcatalog.application.signin.SignIn;
import io.modelcatalog.application.signin.SignInUseCases;
import io.modelcatalog.application.workspace.ChangeWorkspace;
import io.modelcatalog.application.workspace.CreateWorkspace;
import io.modelcatalog.application.workspace.DeleteWorkspace;
import io.modelcatalog.application.workspace.FindWorkspace;
import io.modelcatalog.application.workspace.ListWorkspaces;
import io.modelcatalog.application.workspace.WorkspaceUseCases;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.fixtures.Fixtures;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The administration of workspaces, providers and keys on a real port, over use cases on ports in
 * memory. Keys that it issues are known to it.
 */
public final class CatalogOverHttp implements AutoCloseable {
  /** The key of an administrator with every scope. */
  public static final String ADMIN = "admin-key";

  /** A key of the workspace {@code red} with every scope. */
  public static final String RED = "red-key";

  /** A key of the workspace {@code red} that may change it, and nothing else. */
  public static final String RED_UPDATES = "red-updates-key";

  /** A key of another tenant's administrator. */
  public static final String STRANGER = "stranger-key";

  /** A key without any scope. */
  public static final String POWERLESS = "powerless-key";

  public final IntegrationWorld world = new IntegrationWorld();
  private final FakeApiKeys secrets = new FakeApiKeys();
  private final InMemoryApiKeyRepository keys = new InMemoryApiKeyRepository(world.store);

  /** The people. */
  public final UserRepository users = new InMemoryUserRepository(world.store);

  /** Who works where. */
  public final MembershipRepository memberships = new InMemoryMembershipRepository(world.store);

  /** The invites. */
  public final InviteRepository invites = new InMemoryInviteRepository(world.store);

  /** The hashes of passwords. */
  public final PasswordStore passwords = new InMemoryPasswordStore(world.store);

  private final Tokens tokens = new RandomTokens();

  /** The policies. */
  public final InMemoryPolicyRepository policies = new InMemoryPolicyRepository(world.store);

  private final InMemoryConfigRepository configs = new InMemoryConfigRepository(world.store);

  /** What was booked. */
  public final InMemoryUsageLedger ledger = new InMemoryUsageLedger();

  /** The alerts that were raised. */
  public final ToldAlerts told = new ToldAlerts();

  private final LimitAccounts accounts = new LimitAccounts();
  private final Map<LimitKey, Long> used = new HashMap<>();

  /** What was sent to people who are invited. */
  public final List<InviteMail.Letter> mailed = new CopyOnWriteArrayList<>();

  private final HttpClient client = HttpClient.newHttpClient();
  private final EmbeddedServer server;
  private final JsonMapper json;

  public CatalogOverHttp() {
    ApplicationContext context =
        ApplicationContext.builder()
            .properties(
                Map.of(
                    "micronaut.server.port",
                    -1,
                    "micronaut.server.cors.localhost-pass-through",
                    true))
            .build();
    context
        .registerSingleton(Authenticate.class, (Authenticate) this::authenticate)
        .registerSingleton(InstantSource.class, world.clock())
        .registerSingleton(AlertView.class, told)
        .registerSingleton(GatewayOptions.class, new GatewayOptions(1024 * 1024))
        .registerSingleton(GatewayTraffic.class, new GatewayTraffic())
        .registerSingleton(AdmitCall.class, noCalls());
    registerWorkspaces(context);
    registerProviders(context);
    registerKeys(context);
    registerPolicies(context);
    registerConfigs(context);
    context.start();
    server = context.getBean(EmbeddedServer.class).start();
    json = context.getBean(JsonMapper.class);
  }

  private void registerWorkspaces(ApplicationContext context) {
    WorkspaceUseCases useCases =
        WorkspaceUseCases.of(
            world.organizations,
            world.workspaces,
            world.providers,
            keys,
            world.integrations,
            configs,
            world.vault,
            world.useCases.provisionDefaults(),
            world.unitOfWork,
            world.events(),
            world.ids,
            world.clock());
    registerPeople(context, useCases.create());
    context
        .registerSingleton(ListWorkspaces.class, useCases.list())
        .registerSingleton(FindWorkspace.class, useCases.find())
        .registerSingleton(ChangeWorkspace.class, useCases.change())
        .registerSingleton(DeleteWorkspace.class, useCases.delete());
    OrganizationUseCases organizations =
        OrganizationUseCases.of(
            world.organizations,
            world.workspaces,
            keys,
            secrets,
            world.unitOfWork,
            world.events(),
            world.ids,
            world.clock());
    context
        .registerSingleton(FindOrganization.class, organizations.find())
        .registerSingleton(ChangeOrganization.class, organizations.change());
  }

  private void registerPeople(ApplicationContext context, CreateWorkspace create) {
    PersonUseCases useCases =
        PersonUseCases.of(
            new PersonUseCases.Ports(
                users,
                memberships,
                invites,
                world.organizations,
                world.workspaces,
                keys,
                tokens,
                world.unitOfWork,
                world.events(),
                world.ids,
                world.clock()),
            create);
    context
        .registerSingleton(
            PublicAddress.class, new PublicAddress(Optional.of("https://catalog.example.com")))
        .registerSingleton(InviteMail.class, (InviteMail) mailed::add)
        .registerSingleton(ListUsers.class, useCases.users().list())
        .registerSingleton(FindUser.class, useCases.users().find())
        .registerSingleton(ChangeUser.class, useCases.users().change())
        .registerSingleton(DeleteUser.class, useCases.users().delete())
        .registerSingleton(AddMembers.class, useCases.members().add())
        .registerSingleton(ListMembers.class, useCases.members().list())
        .registerSingleton(FindMember.class, useCases.members().find())
        .registerSingleton(ChangeMember.class, useCases.members().change())
        .registerSingleton(RemoveMember.class, useCases.members().remove())
        .registerSingleton(CreateStaffedWorkspace.class, useCases.members().createWorkspace())
        .registerSingleton(InviteUser.class, useCases.invites().invite())
        .registerSingleton(ListInvites.class, useCases.invites().list())
        .registerSingleton(FindInvite.class, useCases.invites().find())
        .registerSingleton(CancelInvite.class, useCases.invites().cancel())
        .registerSingleton(ResendInvite.class, useCases.invites().resend());
  }

  private void registerSignIn(ApplicationContext context, IssueApiKey issue) {
    SignInUseCases useCases =
        SignInUseCases.of(
            new SignInUseCases.People(
                users,
                memberships,
                invites,
                passwords,
                new InMemorySessionStore(world.store),
                new InMemoryAttemptStore(world.store),
                new InMemorySetupLinkStore(world.store)),
            new SignInUseCases.Ports(
                world.organizations,
                world.workspaces,
                new FakePasswords(),
                tokens,
                world.unitOfWork,
                world.events(),
                world.ids,
                world.clock()),
            new SessionRules(Duration.ofHours(2), Duration.ofHours(24)),
            issue);
    context
        .registerSingleton(SignIn.class, useCases.signIn())
        .registerSingleton(KnowSession.class, useCases.know())
        .registerSingleton(NarrowKey.class, useCases.narrow())
        .registerSingleton(EndSession.class, useCases.end())
        .registerSingleton(ListSessions.class, useCases.list())
        .registerSingleton(ChangePassword.class, useCases.changePassword())
        .registerSingleton(AcceptInvite.class, useCases.accept())
        .registerSingleton(SetUp.class, useCases.setUp());
  }

  private void registerProviders(ApplicationContext context) {
    ProviderUseCases useCases =
        ProviderUseCases.of(
            world.useCases.create(),
            world.providers,
            world.integrations,
            world.workspaces,
            usage(),
            world.unitOfWork,
            world.events(),
            world.ids,
            world.clock());
    context
        .registerSingleton(DeriveProvider.class, useCases.derive())
        .registerSingleton(ConnectProvider.class, useCases.connect())
        .registerSingleton(ListProviders.class, useCases.list())
        .registerSingleton(FindProvider.class, useCases.find())
        .registerSingleton(ChangeProvider.class, useCases.change())
        .registerSingleton(DeleteProvider.class, useCases.delete());
  }

  private void registerPolicies(ApplicationContext context) {
    PolicyUseCases useCases =
        PolicyUseCases.of(
            policies,
            world.workspaces,
            accounts,
            ledger,
            world.unitOfWork,
            world.events(),
            world.ids,
            world.clock());
    context
        .registerSingleton(CreatePolicy.class, useCases.create())
        .registerSingleton(ListPolicies.class, useCases.list())
        .registerSingleton(FindPolicy.class, useCases.find())
        .registerSingleton(ChangePolicy.class, useCases.change())
        .registerSingleton(ArchivePolicy.class, useCases.archive())
        .registerSingleton(ListPolicyGroups.class, useCases.groups())
        .registerSingleton(ResetPolicyGroup.class, useCases.reset());
  }

  private void registerConfigs(ApplicationContext context) {
    ConfigUseCases useCases =
        ConfigUseCases.of(
            configs,
            world.workspaces,
            keys,
            world.providers,
            world.unitOfWork,
            world.ids,
            world.clock());
    context
        .registerSingleton(CreateConfig.class, useCases.create())
        .registerSingleton(ListConfigs.class, useCases.list())
        .registerSingleton(FindConfig.class, useCases.find())
        .registerSingleton(ListConfigVersions.class, useCases.versions())
        .registerSingleton(ChangeConfig.class, useCases.change())
        .registerSingleton(DeleteConfig.class, useCases.delete());
  }

  private void registerKeys(ApplicationContext context) {
    ApiKeyUseCases useCases =
        ApiKeyUseCases.of(
            keys,
            world.workspaces,
            users,
            memberships,
            configs,
            secrets,
            usage(),
            world.unitOfWork,
            world.events(),
            world.ids,
            world.clock());
    registerSignIn(context, useCases.issue());
    context
        .registerSingleton(IssueApiKey.class, useCases.issue())
        .registerSingleton(ListApiKeys.class, useCases.list())
        .registerSingleton(FindApiKey.class, useCases.find())
        .registerSingleton(ChangeApiKey.class, useCases.change())
        .registerSingleton(RotateApiKey.class, useCases.rotate())
        .registerSingleton(DeleteApiKey.class, useCases.delete());
  }

  /** The id of an admin of the organization, new. */
  public String admin(String name) {
    User person =
        new User(
            new UserId(world.ids.next()),
            Fixtures.ACME,
            new EmailAddress(name + "@example.com"),
            name,
            "",
            OrganizationRole.ADMIN,
            Audit.created(Fixtures.SOMEONE, Fixtures.NOON),
            0);
    users.save(person);
    return person.id().toString();
  }

  private UsageView usage() {
    return (key, window) ->
        used.containsKey(key) ? OptionalLong.of(used.get(key)) : OptionalLong.empty();
  }

  /** Counts usage for a limit, in whatever window. */
  public void use(LimitKey key, long amount) {
    used.merge(key, amount, Long::sum);
  }

  private static AdmitCall noCalls() {
    return (AdmitCall)
        Proxy.newProxyInstance(
            CatalogOverHttp.class.getClassLoader(),
            new Class<?>[] {AdmitCall.class},
            (proxy, method, arguments) -> {
              throw new AssertionError("administration makes no model call");
            });
  }

  private Result<Actor, Authenticate.Refusal> authenticate(String presented) {
    return switch (presented) {
      case ADMIN -> Result.ok(world.admin());
      case RED -> Result.ok(world.keyOf(world.red));
      case RED_UPDATES -> Result.ok(world.keyOf(world.red, "workspaces.update"));
      case STRANGER -> Result.ok(world.stranger());
      case POWERLESS -> Result.ok(world.adminWith());
      default ->
          keys.findByDigest(secrets.digest(presented))
              .<Result<Actor, Authenticate.Refusal>>map(key -> Result.ok(actor(key)))
              .orElseGet(() -> Result.err(Authenticate.Refusal.UNKNOWN));
    };
  }

  private static Actor actor(ApiKey key) {
    return Actor.of(key);
  }

  /** An answer. */
  public record Answer(int status, Map<String, Object> body, String text) {
    /** A member by path, such as {@code data.0.slug}. */
    public @Nullable Object at(String path) {
      Object value = body;
      for (String step : path.split("\\.")) {
        value =
            switch (value) {
              case Map<?, ?> map when map.containsKey(step) -> map.get(step);
              case List<?> list -> list.get(Integer.parseInt(step));
              case null, default ->
                  throw new AssertionError("no " + step + " of " + path + " in " + text);
            };
      }
      return value;
    }

    /** A member that is text. */
    public String text(String path) {
      return String.valueOf(at(path));
    }
  }

  public Answer get(String path) {
    return as(ADMIN, "GET", path, null);
  }

  public Answer post(String path, String body) {
    return as(ADMIN, "POST", path, body);
  }

  public Answer put(String path, String body) {
    return as(ADMIN, "PUT", path, body);
  }

  public Answer delete(String path) {
    return as(ADMIN, "DELETE", path, null);
  }

  /** A request with another key than the administrator's. */
  public Answer as(String key, String method, String path, @Nullable String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.getPort() + path))
            .header("x-portkey-api-key", key)
            .header("content-type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(response.statusCode(), parsed(response.body()), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** A request without a key, with these headers: name, value and so on. */
  public HttpResponse<String> raw(
      String method, String path, @Nullable String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.getPort() + path))
            .header("content-type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(
          request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The body of an answer. */
  public Answer answer(HttpResponse<String> response) {
    try {
      return new Answer(response.statusCode(), parsed(response.body()), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tokens as the product makes them, as far as their shape goes. */
  private static final class RandomTokens implements Tokens {
    private final FakeTokens digests = new FakeTokens();

    @Override
    public SecretText generate() {
      return SecretText.of(("token-" + UUID.randomUUID()).replace('.', '-'));
    }

    @Override
    public KeyDigest digest(String token) {
      return digests.digest(token);
    }
  }

  /** Connects OpenAI by this name and gives it to {@code red}, which makes a provider there. */
  public Integration giveToRed(String name, Budget budget) {
    Integration integration = world.connected(name);
    IntegrationWorld.value(
        world
            .useCases
            .provision()
            .handle(
                world.admin(),
                Provision.of(integration).with(Provision.on(world.red).budget(budget)).build()));
    return integration;
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> parsed(String body) throws IOException {
    return body.isEmpty() ? Map.of() : json.readValue(body, Map.class);
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
