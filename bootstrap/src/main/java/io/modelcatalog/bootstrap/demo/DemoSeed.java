package io.modelcatalog.bootstrap.demo;

import io.modelcatalog.application.CatalogApplication;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.access.Authenticate;
import io.modelcatalog.application.apikey.IssueApiKey;
import io.modelcatalog.application.integration.CreateIntegration;
import io.modelcatalog.application.integration.ProvisionIntegration;
import io.modelcatalog.application.integration.ProvisionIntegration.Access;
import io.modelcatalog.application.integration.SubmittedSettings;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.provider.DeriveProvider;
import io.modelcatalog.application.signin.Client;
import io.modelcatalog.application.signin.NewPerson;
import io.modelcatalog.application.signin.SetUp;
import io.modelcatalog.application.signin.SignInRefusal;
import io.modelcatalog.application.signin.SignInUseCases;
import io.modelcatalog.application.signin.SignedIn;
import io.modelcatalog.application.workspace.CreateWorkspace;
import io.modelcatalog.application.workspace.ListWorkspaces;
import io.modelcatalog.bootstrap.server.StartFailure;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.RateUnit;
import io.modelcatalog.domain.limit.RateWindow;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Fills the demonstration as an administrator would: one integration, provisioned to two workspaces
 * with budgets of their own, and a stricter provider derived from it. What is used of the budgets
 * comes from real calls.
 */
final class DemoSeed {
  static final String INTEGRATION = "echo";
  static final String TRIAL = "echo-trial";
  static final long RESEARCH_BUDGET = 1_000_000_000L;
  static final long SUPPORT_BUDGET = 100_000_000L;
  static final long TRIAL_BUDGET = 10_000_000L;

  /** Of an echoed word: one prompt token at 1 and one answer token at 2 dollars a million. */
  private static final long NANOS_PER_WORD = 3_000;

  /** What a word reserves: a letter and a blank are two bytes, so at most two prompt tokens. */
  private static final long NANOS_RESERVED_PER_WORD = 4_000;

  /** What the rest of a call's body reserves, and what a template may add to it. */
  private static final long NANOS_RESERVED_BESIDES = 460_000;

  private static final int MOST_WORDS = 4_000;
  private static final int FEWEST_WORDS = 20;

  private final CatalogApplication application;
  private final SecretText adminKey;

  DemoSeed(CatalogApplication application, SecretText adminKey) {
    this.application = application;
    this.adminKey = adminKey;
  }

  /**
   * Makes everything and returns the keys to it.
   *
   * @param signIn lets the first owner in
   * @param setupToken what they come by
   * @param password what they sign in with from then on
   */
  DemoKeys plant(SignInUseCases signIn, String setupToken, SecretText password)
      throws StartFailure {
    settle(signIn, setupToken, password);
    Actor admin = admin();
    Workspace research = workspace(admin, "Research");
    Workspace support = workspace(admin, "Support");
    made(
        "integration",
        application
            .integrations()
            .create()
            .handle(
                admin,
                new CreateIntegration.Command(
                    "Echo",
                    "echo",
                    Optional.of(INTEGRATION),
                    Optional.of("Answers inside this program; nobody is charged"),
                    Optional.empty(),
                    Optional.empty(),
                    SubmittedSettings.NONE,
                    Optional.empty(),
                    List.of(),
                    true,
                    Optional.empty())));
    made(
        "provisioning",
        application
            .integrations()
            .provision()
            .handle(
                admin,
                new ProvisionIntegration.Command(
                    INTEGRATION,
                    List.of(
                        access(research, monthly(RESEARCH_BUDGET)),
                        access(support, monthly(SUPPORT_BUDGET))),
                    Change.keep(),
                    false,
                    Optional.empty(),
                    Optional.empty())));
    made(
        "derived provider",
        application
            .providers()
            .derive()
            .handle(
                admin,
                new DeriveProvider.Command(
                    Optional.of(research.slug().value()),
                    INTEGRATION,
                    "Echo for trials",
                    Optional.of(TRIAL),
                    Optional.of("Stricter than what it inherits"),
                    LimitsChange.to(
                        new Limits(
                            List.of(monthly(TRIAL_BUDGET)),
                            List.of(new RateLimit(RateUnit.REQUESTS, RateWindow.MINUTE, 60)))),
                    Optional.empty())));
    return new DemoKeys(adminKey, key(admin, research), key(admin, support), password);
  }

  /** The owner comes in as on any first day. */
  private static void settle(SignInUseCases signIn, String setupToken, SecretText password)
      throws StartFailure {
    Result<SignedIn, SignInRefusal> owner =
        signIn
            .setUp()
            .handle(
                new SetUp.Command(
                    setupToken,
                    "",
                    DemoKeys.OWNER,
                    new NewPerson(
                        "Olive",
                        "Owner",
                        password.reveal(new SecretAccess("let the demonstration's owner in"))),
                    new Client("127.0.0.1", "demo")));
    if (owner instanceof Result.Err<SignedIn, SignInRefusal>(SignInRefusal why)) {
      throw new StartFailure("the demonstration's owner was refused: " + why);
    }
  }

  /** The workspaces' slugs by their names. */
  Map<String, String> workspaceSlugs() throws StartFailure {
    return made(
            "list of workspaces",
            application
                .workspaces()
                .list()
                .handle(
                    admin(),
                    new ListWorkspaces.Query(
                        Optional.empty(), Optional.empty(), Page.Request.FIRST)))
        .items()
        .stream()
        .collect(Collectors.toMap(Workspace::name, workspace -> workspace.slug().value()));
  }

  private Actor admin() throws StartFailure {
    String presented =
        adminKey.reveal(new SecretAccess("act as the demonstration's administrator"));
    return switch (application.authenticate().authenticate(presented)) {
      case Result.Ok<Actor, Authenticate.Refusal>(Actor actor) -> actor;
      case Result.Err<Actor, Authenticate.Refusal>(Authenticate.Refusal why) ->
          throw new StartFailure("the demonstration's administrator is not let in: " + why);
    };
  }

  private Workspace workspace(Actor admin, String name) throws StartFailure {
    return made(
        "workspace",
        application
            .workspaces()
            .create()
            .handle(
                admin,
                new CreateWorkspace.Command(
                    name, Optional.empty(), Settings.NONE, LimitsChange.NONE)));
  }

  private static Access access(Workspace workspace, Budget budget) {
    return new Access(
        workspace.slug().value(),
        true,
        LimitsChange.to(new Limits(List.of(budget), List.of())),
        false,
        Optional.empty(),
        Optional.empty());
  }

  private static Budget monthly(long nanos) {
    return Budget.of(BudgetUnit.COST, nanos, new ResetPeriod.Monthly());
  }

  private SecretText key(Actor admin, Workspace workspace) throws StartFailure {
    return made(
            "key",
            application
                .apiKeys()
                .issue()
                .handle(
                    admin,
                    new IssueApiKey.Command(
                        KeyType.WORKSPACE_SERVICE,
                        Optional.of(workspace.slug().value()),
                        Optional.empty(),
                        "Demo application of " + workspace.name(),
                        Optional.empty(),
                        List.of(
                            "completions.write",
                            "virtual_keys.create",
                            "virtual_keys.read",
                            "virtual_keys.update",
                            "virtual_keys.delete",
                            "virtual_keys.list"),
                        LimitsChange.NONE,
                        Settings.NONE,
                        List.of(),
                        Optional.empty(),
                        Optional.empty())))
        .secret();
  }

  private static <T> T made(String what, Result<T, CatalogError> result) throws StartFailure {
    return switch (result) {
      case Result.Ok<T, CatalogError>(T made) -> made;
      case Result.Err<T, CatalogError>(CatalogError error) ->
          throw new StartFailure("the demonstration's " + what + " was refused: " + error);
    };
  }

  /** Makes calls until the budgets are used as the demonstration shows them. */
  static void use(URI address, DemoKeys keys) throws StartFailure {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      DemoSeed.Caller caller = new Caller(client, address.resolve("/v1/chat/completions"));
      caller.use(keys.research(), INTEGRATION, RESEARCH_BUDGET, RESEARCH_BUDGET / 5);
      caller.use(keys.support(), INTEGRATION, SUPPORT_BUDGET, SUPPORT_BUDGET * 85 / 100);
      caller.use(keys.research(), TRIAL, TRIAL_BUDGET, TRIAL_BUDGET);
    }
  }

  private record Caller(HttpClient client, URI address) {
    private static final SecretAccess TO_CALL = new SecretAccess("make the demonstration's calls");

    void use(SecretText key, String provider, long budget, long wanted) throws StartFailure {
      long left = budget;
      long missing = wanted;
      while (true) {
        long fits = (left - NANOS_RESERVED_BESIDES) / NANOS_RESERVED_PER_WORD;
        long words = Math.min(Math.min(fits, missing / NANOS_PER_WORD), MOST_WORDS);
        if (words < FEWEST_WORDS) {
          return;
        }
        call(key, provider, (int) words);
        left -= words * NANOS_PER_WORD;
        missing -= words * NANOS_PER_WORD;
      }
    }

    private void call(SecretText key, String provider, int words) throws StartFailure {
      String body =
          "{\"model\":\"@"
              + provider
              + "/echo\",\"max_tokens\":"
              + words
              + ",\"messages\":[{\"role\":\"user\",\"content\":\""
              + "a ".repeat(words - 1)
              + "a\"}]}";
      HttpRequest request =
          HttpRequest.newBuilder(address)
              .header("Authorization", "Bearer " + key.reveal(TO_CALL))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      try {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
          throw new StartFailure(
              "a call of the demonstration was answered with "
                  + answer.statusCode()
                  + ": "
                  + answer.body());
        }
      } catch (java.io.IOException e) {
        throw new StartFailure("a call of the demonstration failed: " + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StartFailure("interrupted");
      }
    }
  }
}
