package io.modelcatalog.application.gateway;

import static io.modelcatalog.application.gateway.GatewayWorld.call;
import static io.modelcatalog.application.gateway.GatewayWorld.chat;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;
import static io.modelcatalog.domain.fixtures.Fixtures.anOrganizationKey;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.gateway.Denial.Reason;
import io.modelcatalog.application.limit.LimitState;
import io.modelcatalog.application.port.persistence.InMemoryUnitOfWork;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.application.snapshot.OutsideSecrets;
import io.modelcatalog.application.snapshot.SnapshotCompiler;
import io.modelcatalog.application.snapshot.SnapshotLoader;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.RotationPolicy;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.secret.SecretMapping;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GatewayExplainTest {
  private static final Set<Reason> SEEN = EnumSet.noneOf(Reason.class);

  private final GatewayWorld world = new GatewayWorld();

  /** Many calls on many catalogs: what is explained is what then happens. */
  @ParameterizedTest
  @MethodSource("seeds")
  void saysWhatAdmissionDoesNext(long seed) {
    RandomCatalog catalog = new RandomCatalog(seed);
    Random random = new Random(seed);
    for (int i = 0; i < 400; i++) {
      int k = random.nextInt(catalog.keys.size());
      ApiKey key = catalog.keys.get(k);
      Workspace workspace =
          catalog.workspaces.stream()
              .filter(each -> key.workspace().equals(Optional.of(each.id())))
              .findFirst()
              .orElseThrow();
      String provider = "i" + random.nextInt(3) + "-" + random.nextInt(2);
      String model = RandomCatalog.MODELS.get(random.nextInt(RandomCatalog.MODELS.size()));
      long cap = random.nextInt(4) == 0 ? -1 : random.nextInt(200);
      long bytes = 1 + random.nextInt(300);
      ExplainAccess.Query query =
          new ExplainAccess.Query(
              actor(workspace),
              Optional.of(workspace.slug().value()),
              provider,
              Optional.of(model),
              Optional.of(key.id().toString()),
              bytes,
              cap);
      Explanation explained = explained(catalog.world, query);
      Admission admission =
          catalog.world.gateway.admit(
              call("key-" + k, provider, Operation.CHAT_COMPLETIONS, model, cap, 1, bytes));

      String context = "seed " + seed + " call " + i + " " + query;
      switch (admission) {
        case Admission.Denied(Denial denial, _, _) -> {
          assertThat(explained.denial()).as(context).contains(denial);
          SEEN.add(denial.reason());
        }
        case Admission.Admitted(AdmittedCall admitted) -> {
          assertThat(explained.denial()).as(context).isEmpty();
          assertThat(explained.limits()).as(context).allMatch(LimitState::room);
          assertThat(catalog.world.journal.allOpened().getLast().cost().nanos())
              .as(context)
              .isEqualTo(explained.costBound());
          finish(catalog.world, admitted, random);
        }
        case Admission.Pending pending -> throw new AssertionError("pending");
      }
      catalog.world.clock.advance(Duration.ofMillis(random.nextInt(5_000)));
    }
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 60);
  }

  @AfterAll
  static void theRandomCallsMetEveryReasonThatDependsOnTheCatalog() {
    if (SEEN.isEmpty()) {
      return;
    }
    assertThat(SEEN)
        .contains(
            Reason.KEY_EXPIRED,
            Reason.SCOPE_MISSING,
            Reason.INTEGRATION_DISABLED,
            Reason.PROVIDER_EXPIRED,
            Reason.NOT_CALLABLE,
            Reason.MODEL_NOT_ALLOWED,
            Reason.MODEL_UNPRICED,
            Reason.RATE_LIMITED,
            Reason.BUDGET_EXHAUSTED);
  }

  @Test
  void showsEachLevelWithValueUseAndReservation() {
    Workspace workspace = world.put(aWorkspace().withBudget(dollars(9)).build());
    WorkspaceGrant grant =
        world.put(
            aGrant(world.put(anIntegration().allowing("gpt-4o", "bounded").build()), workspace)
                .withBudget(dollars(5))
                .allowing("gpt-4o")
                .build());
    world.put(aProvider(grant).withBudget(dollars(2)).build());
    world.put(aKeyOf(workspace).withRateLimits(requestsPerMinute(10)), "key-1");
    world.load();
    Answer answer = new Answer();
    world.admitted(chat("key-1", "openai-prod", "gpt-4o", 10)).start(answer);
    world.upstream.next().head(200).usage(TokenUsage.of(10, 10)).complete();
    world.admitted(chat("key-1", "openai-prod", "gpt-4o", 10));

    Explanation explanation = explained(world, ask(workspace, "openai-prod", "bounded", 100, 10));

    assertThat(explanation.limits())
        .extracting(LimitState::level)
        .containsExactlyInAnyOrder(Level.GRANT, Level.WORKSPACE, Level.PROVIDER, Level.API_KEY);
    assertThat(explanation.limits())
        .filteredOn(state -> !state.rate())
        .allSatisfy(
            state -> {
              assertThat(state.used()).isEqualTo(30_000);
              assertThat(state.reserved()).isEqualTo(100 * 1_250 + 10 * 2_000);
            });
    assertThat(explanation.modelLists())
        .containsExactly(
            new Explanation.ModelList(Level.INTEGRATION, true),
            new Explanation.ModelList(Level.GRANT, false));
    assertThat(explanation.denial().orElseThrow().level()).isEqualTo(Level.GRANT);
    assertThat(explanation.priced()).isTrue();
  }

  @Test
  void takesNothing() {
    Workspace workspace = oneProvider();

    for (int i = 0; i < 100; i++) {
      explained(world, ask(workspace, "openai-prod", "gpt-4o", 100, 10));
    }

    assertThat(world.limits("key-1", "openai-prod"))
        .allSatisfy(
            state -> {
              assertThat(state.used()).isZero();
              assertThat(state.reserved()).isZero();
            });
    assertThat(world.journal.allOpened()).isEmpty();
  }

  @Test
  void explainsAReferenceAsTheModelItNames() {
    Workspace workspace = oneProvider();

    Explanation explanation =
        explained(world, ask(workspace, "openai-prod", "@openai-prod/gpt-4o", 100, 10));

    assertThat(explanation.denial()).isEmpty();
    assertThat(explanation.modelLists()).allMatch(Explanation.ModelList::allows);
  }

  @Test
  void answersAlikeForWhatIsUnknownAndWhatIsAnothers() {
    Workspace workspace = oneProvider();
    Workspace other = world.put(aWorkspace().named("Other").build());
    ApiKey theirs = world.put(aKeyOf(other), "key-2");
    world.load();
    Actor member = actorOf(theirs);

    assertThat(
            error(
                new ExplainAccess.Query(
                    member,
                    Optional.of(workspace.slug().value()),
                    "openai-prod",
                    Optional.empty(),
                    Optional.empty(),
                    1,
                    1)))
        .isEqualTo(new CatalogError.NotFound("workspace", workspace.slug().value()));
    assertThat(
            error(
                new ExplainAccess.Query(
                    member,
                    Optional.empty(),
                    "openai-prod",
                    Optional.empty(),
                    Optional.empty(),
                    1,
                    1)))
        .isEqualTo(new CatalogError.NotFound("provider", "openai-prod"));
    assertThat(
            error(
                new ExplainAccess.Query(
                    actor(workspace),
                    Optional.of(workspace.slug().value()),
                    "openai-prod",
                    Optional.empty(),
                    Optional.of(theirs.id().toString()),
                    1,
                    1)))
        .isEqualTo(new CatalogError.NotFound("api_key", theirs.id().toString()));
  }

  @Test
  void explainsASecretWhoseRotationWaitsToBeFetched() {
    Workspace workspace = oneProvider();
    RotationPolicy due =
        new RotationPolicy(Optional.empty(), world.clock.instant(), Duration.ofHours(1), false);
    ApiKey key = world.put(aKeyOf(workspace).rotatedBy(due), "key-2");
    world.keys.save(key.rotationBegun(world.clock.instant()));
    world.changed(workspace);

    ExplainAccess.Query query =
        new ExplainAccess.Query(
            actorOf(key),
            Optional.empty(),
            "openai-prod",
            Optional.of("gpt-4o"),
            Optional.empty(),
            1,
            1);
    assertThat(explained(world, query).denial()).isEmpty();
    world.clock.advance(Duration.ofHours(1));

    assertThat(explained(world, query).denial())
        .contains(world.denied(chat("key-2", "openai-prod", "gpt-4o", 1)));
    assertThat(explained(world, query).denial().orElseThrow().reason())
        .isEqualTo(Reason.KEY_EXPIRED);
  }

  @Test
  void explainsAnIntegrationThatIsPutAway() {
    Workspace workspace = oneProvider();
    Integration integration = world.integrations.all(workspace.organization()).getFirst();
    world.integrations.save(extended(integration, Settings.of(Map.of(Integration.ARCHIVED, true))));
    world.changed(workspace);

    Denial denial =
        explained(world, ask(workspace, "openai-prod", "gpt-4o", 1, 1)).denial().orElseThrow();

    assertThat(denial).isEqualTo(world.denied(chat("key-1", "openai-prod", "gpt-4o", 1)));
    assertThat(denial.reason()).isEqualTo(Reason.INTEGRATION_DISABLED);
    assertThat(denial.level()).isEqualTo(Level.INTEGRATION);
  }

  @Test
  void explainsASecretFromOutsideThatCannotBeHad() {
    Workspace workspace = oneProvider();
    OutsideSecrets nothing =
        new OutsideSecrets() {
          @Override
          public Instant patience() {
            return world.clock.instant();
          }

          @Override
          public Filling of(
              OrganizationId organization,
              Optional<WorkspaceId> home,
              List<SecretMapping> mappings,
              Instant until) {
            return new Filling(
                Credentials.NONE,
                List.of("none"),
                new UpstreamProblem(SecretMapping.FIELD, "the secret reference x has no value"));
          }
        };
    new SnapshotLoader(
            new SnapshotLoader.Ports(
                new InMemoryUnitOfWork(world.store),
                world.organizations,
                world.workspaces,
                world.integrations,
                world.providers,
                world.keys,
                world.policies,
                world.vault,
                world.upstreams),
            new SnapshotCompiler(world.accounts, world.directory),
            world.snapshots,
            nothing)
        .loadAll();

    Denial denial =
        explained(world, ask(workspace, "openai-prod", "gpt-4o", 1, 1)).denial().orElseThrow();

    assertThat(denial).isEqualTo(world.denied(chat("key-1", "openai-prod", "gpt-4o", 1)));
    assertThat(denial.reason()).isEqualTo(Reason.SECRET_UNAVAILABLE);
    assertThat(denial.message()).contains("the secret reference x has no value");
  }

  private static Integration extended(Integration base, Settings extras) {
    return new Integration(
        base.id(),
        base.organization(),
        base.origin(),
        base.slug(),
        base.name(),
        base.description(),
        base.kind(),
        base.configuration(),
        base.credentials(),
        base.models(),
        base.workspaceDefaults(),
        base.pool(),
        extras,
        base.tags(),
        base.audit(),
        base.version());
  }

  @Test
  void needsAScope() {
    Workspace workspace = oneProvider();
    ApiKey blind = world.put(aKeyOf(workspace).withScopes("logs.list"), "key-2");

    assertThat(
            error(
                new ExplainAccess.Query(
                    actorOf(blind),
                    Optional.empty(),
                    "openai-prod",
                    Optional.empty(),
                    Optional.empty(),
                    1,
                    1)))
        .isInstanceOf(CatalogError.Forbidden.class);
  }

  private Workspace oneProvider() {
    Workspace workspace = world.put(aWorkspace().build());
    WorkspaceGrant grant =
        world.put(
            aGrant(world.put(anIntegration().allowing("gpt-4o").build()), workspace)
                .withBudget(dollars(5))
                .build());
    world.put(aProvider(grant).build());
    world.put(aKeyOf(workspace).withRateLimits(requestsPerMinute(10)), "key-1");
    world.load();
    return workspace;
  }

  private ExplainAccess.Query ask(
      Workspace workspace, String provider, String model, long bytes, long cap) {
    ApiKey key = world.keys.in(workspace.id()).getFirst();
    return new ExplainAccess.Query(
        actorOf(key), Optional.empty(), provider, Optional.of(model), Optional.empty(), bytes, cap);
  }

  private static void finish(GatewayWorld world, AdmittedCall admitted, Random random) {
    if (random.nextInt(3) > 0) {
      admitted.start(new Answer());
      world
          .upstream
          .next()
          .head(200)
          .usage(TokenUsage.of(random.nextInt(100), random.nextInt(100)))
          .complete();
    }
  }

  private CatalogError error(ExplainAccess.Query query) {
    return switch (world.explain.explain(query)) {
      case Result.Ok<Explanation, CatalogError> ok -> throw new AssertionError("explained");
      case Result.Err<Explanation, CatalogError>(CatalogError error) -> error;
    };
  }

  private static Explanation explained(GatewayWorld world, ExplainAccess.Query query) {
    return switch (world.explain.explain(query)) {
      case Result.Ok<Explanation, CatalogError>(Explanation explanation) -> explanation;
      case Result.Err<Explanation, CatalogError>(CatalogError error) ->
          throw new AssertionError(error);
    };
  }

  private static Actor actor(Workspace workspace) {
    return actorOf(anOrganizationKey().of(workspace.organization()).build());
  }

  private static Actor actorOf(ApiKey key) {
    return Actor.of(key);
  }
}
