package io.modelcatalog.application.gateway;

import static io.modelcatalog.application.gateway.GatewayWorld.call;
import static io.modelcatalog.application.gateway.GatewayWorld.chat;
import static io.modelcatalog.application.gateway.GatewayWorld.saying;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aPolicy;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static io.modelcatalog.domain.fixtures.Fixtures.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.TestCatalog;
import io.modelcatalog.application.gateway.Denial.Reason;
import io.modelcatalog.application.limit.LimitState;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.domain.fixtures.PolicyBuilder;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls under policies, from the stored policy to the refusal. */
class PolicyAdmissionTest {
  private static final String KEY = "key-1";
  private static final String OTHER_KEY = "key-2";

  private final GatewayWorld world = new GatewayWorld();
  private final Workspace workspace = world.put(aWorkspace().build());

  @BeforeEach
  void aProviderAndTwoKeys() {
    Integration integration = world.put(anIntegration().build());
    world.put(aProvider(world.put(aGrant(integration, workspace).build())).build());
    world.put(aKeyOf(workspace), KEY);
    world.put(aKeyOf(workspace), OTHER_KEY);
  }

  @Test
  void refusesWhatExceedsARateAndNamesThePolicy() {
    Policy policy = given(aPolicy().named("Two a minute").allowing(requestsPerMinute(2)));
    world.admitted(aChat(KEY));
    world.admitted(aChat(OTHER_KEY));

    Denial denial = world.denied(aChat(KEY));

    assertThat(denial.reason()).isEqualTo(Reason.RATE_LIMITED);
    assertThat(denial.level()).isEqualTo(Level.POLICY);
    assertThat(denial.owner()).isEqualTo("Two a minute");
    assertThat(denial.message()).contains("Two a minute");
    assertThat(denial.limit().policy().id()).isEqualTo(policy.id().value());
    assertThat(denial.limit().policy().valueKey()).isEqualTo("*");
    world.clock.advance(Duration.ofMinutes(1));
    world.admitted(aChat(KEY));
  }

  @Test
  void countsEachGroupOnItsOwn() {
    given(aPolicy().groupedBy("api_key").allowing(requestsPerMinute(1)));
    world.admitted(aChat(KEY));
    world.admitted(aChat(OTHER_KEY));

    assertThat(world.denied(aChat(KEY)).level()).isEqualTo(Level.POLICY);
    assertThat(world.denied(aChat(OTHER_KEY)).level()).isEqualTo(Level.POLICY);
  }

  @Test
  void leavesCallsAloneThatDoNotMeetItsConditions() {
    given(
        aPolicy()
            .when("model", "@openai-prod/gpt-4o")
            .except("metadata.team", "ops")
            .allowing(requestsPerMinute(0)));

    world.admitted(chat(KEY, "openai-prod", "gpt-4o-mini", 1));
    world.admitted(saying(aChat(KEY), "team", "ops"));
    assertThat(world.denied(aChat(KEY)).level()).isEqualTo(Level.POLICY);
    assertThat(world.denied(chat(KEY, null, "@openai-prod/gpt-4o", 1)).level())
        .isEqualTo(Level.POLICY);
  }

  @ParameterizedTest
  @CsvSource({
    "CHAT_COMPLETIONS, chatComplete",
    "COMPLETIONS, complete",
    "EMBEDDINGS, embed",
    "RESPONSES, createModelResponse",
    "PASS_THROUGH, proxy"
  })
  void knowsCallsByWhatTheyAskFor(Operation operation, String type) {
    given(aPolicy().when("endpoint_type", type).allowing(requestsPerMinute(0)));

    for (Operation each : Operation.values()) {
      Admission admission = world.gateway.admit(call(KEY, "openai-prod", each, "gpt-4o", 1, 1, 10));
      assertThat(admission instanceof Admission.Denied).isEqualTo(each == operation);
    }
  }

  @Test
  void budgetsOfCostTokensAndRequestsAllCount() {
    for (Budget budget :
        List.of(
            new Budget(
                BudgetUnit.COST,
                200_000,
                java.util.OptionalLong.empty(),
                new ResetPeriod.Never(),
                Optional.empty()),
            tokens(150, new ResetPeriod.Monthly()),
            Budget.of(BudgetUnit.REQUESTS, 1, new ResetPeriod.Weekly()))) {
      GatewayWorld fresh = new GatewayWorld();
      Workspace home = fresh.put(aWorkspace().build());
      Integration integration = fresh.put(anIntegration().build());
      fresh.put(aProvider(fresh.put(aGrant(integration, home).build())).build());
      fresh.put(aKeyOf(home), KEY);
      fresh.put(aPolicy().in(home).allowing(budget).build());
      fresh.load();

      fresh.admitted(aChat(KEY));
      Denial denial = fresh.denied(aChat(KEY));

      assertThat(denial.reason()).isEqualTo(Reason.BUDGET_EXHAUSTED);
      assertThat(denial.level()).isEqualTo(Level.POLICY);
    }
  }

  @Test
  void aRefusedCallIsCountedNowhere() {
    given(aPolicy().allowing(requestsPerMinute(10)));
    given(aPolicy().when("metadata.blocked", "*").allowing(requestsPerMinute(0)));

    world.denied(saying(aChat(KEY), "blocked", "yes"));

    assertThat(policyLimits(Map.of()).getFirst().used()).isZero();
    assertThat(policyLimits(Map.of()).getFirst().reserved()).isZero();
  }

  @Test
  void standsBesideTheLimitsOfObjectsAndTakesNothingWhereOneOfThemRefuses() {
    world.put(aKeyOf(workspace).withRateLimits(requestsPerMinute(1)), "limited");
    given(aPolicy().allowing(requestsPerMinute(10)));
    world.admitted(aChat("limited"));

    assertThat(world.denied(aChat("limited")).level()).isEqualTo(Level.API_KEY);
    assertThat(policyLimits(Map.of()).getFirst().reserved()).isEqualTo(1);
  }

  @Test
  void settlesWhatWasUsedOnThePolicyToo() {
    given(aPolicy().allowing(dollars(1)));
    Answer answer = new Answer();
    AdmittedCall call = world.admitted(aChat(KEY));
    assertThat(policyLimits(Map.of()).getFirst().reserved()).isPositive();

    call.start(answer);
    world
        .upstream
        .next()
        .head(200)
        .usage(io.modelcatalog.domain.usage.TokenUsage.of(10, 5))
        .complete();

    assertThat(policyLimits(Map.of()).getFirst().used()).isEqualTo(20_000);
    assertThat(policyLimits(Map.of()).getFirst().reserved()).isZero();
    assertThat(world.journal.allSettled().getFirst().charges())
        .anySatisfy(charge -> assertThat(charge.key()).startsWith("policy:").endsWith("@*"));
  }

  @Test
  void aPolicyOfTheOrganizationCountsAllWorkspacesTogether() {
    Workspace second = world.put(aWorkspace().named("Second").withSlug("second").build());
    Integration other = world.put(anIntegration().withSlug("other").build());
    world.put(aProvider(world.put(aGrant(other, second).build())).withSlug("openai-prod").build());
    world.put(aKeyOf(second), "second");
    given(aPolicy().allowing(requestsPerMinute(1)));

    world.admitted(aChat(KEY));

    assertThat(world.denied(aChat("second")).level()).isEqualTo(Level.POLICY);
  }

  @Test
  void groupedByWorkspaceItCountsThemApart() {
    Workspace second = world.put(aWorkspace().named("Second").withSlug("second").build());
    Integration other = world.put(anIntegration().withSlug("other").build());
    world.put(aProvider(world.put(aGrant(other, second).build())).withSlug("openai-prod").build());
    world.put(aKeyOf(second), "second");
    given(aPolicy().groupedBy("workspace_id").allowing(requestsPerMinute(1)));

    world.admitted(aChat(KEY));
    world.admitted(aChat("second"));
    assertThat(world.denied(aChat("second")).level()).isEqualTo(Level.POLICY);
  }

  @Test
  void aPolicyOfAnotherWorkspaceOrTenantCountsNothingHere() {
    Workspace second = world.put(aWorkspace().named("Second").withSlug("second").build());
    given(aPolicy().in(second).allowing(requestsPerMinute(0)));
    given(
        aPolicy()
            .of(io.modelcatalog.domain.fixtures.Fixtures.OTHERS)
            .allowing(requestsPerMinute(0)));
    given(aPolicy().archived().allowing(requestsPerMinute(0)));
    given(aPolicy().onTools());

    world.admitted(aChat(KEY));
  }

  @Test
  void refusesMetadataItCannotReadOnlyWhereAPolicyAsksForIt() {
    CallMetadata broken = () -> Result.err("must be an object");
    world.load();
    world.admitted(saying(aChat(KEY), broken));

    given(aPolicy().groupedBy("metadata.team"));

    Denial denial = world.denied(saying(aChat(KEY), broken));
    assertThat(denial.reason()).isEqualTo(Reason.METADATA_INVALID);
    assertThat(denial.message()).isEqualTo("metadata: must be an object");
  }

  @Test
  void doesNotReadMetadataThatNoPolicyAsksFor() {
    AtomicInteger reads = new AtomicInteger();
    given(aPolicy().groupedBy("api_key"));

    world.admitted(
        saying(
            aChat(KEY),
            () -> {
              reads.incrementAndGet();
              return Result.ok(Map.of());
            }));

    assertThat(reads).hasValue(0);
  }

  @Test
  void whatAdministratorsFixedWinsOverWhatTheClientSays() {
    Workspace home =
        world.put(
            aWorkspace()
                .named("Fixed")
                .withSlug("fixed")
                .withDefaults(Settings.of(Map.of("metadata", Map.of("cost_center", "42"))))
                .build());
    Integration integration = world.put(anIntegration().withSlug("fixed").build());
    world.put(
        aProvider(world.put(aGrant(integration, home).build())).withSlug("openai-prod").build());
    world.put(
        aKeyOf(home)
            .withDefaults(
                Settings.of(Map.of("metadata", Map.of("team", "red", "cost_center", "7")))),
        "fixed");
    given(
        aPolicy()
            .in(home)
            .groupedBy("metadata.cost_center", "metadata.team", "metadata.app")
            .allowing(requestsPerMinute(0)));

    Denial denial =
        world.denied(
            saying(
                aChat("fixed"),
                () -> Result.ok(Map.of("cost_center", "1", "team", "blue", "app", "x"))));

    assertThat(denial.limit().policy().valueKey())
        .isEqualTo("metadata.cost_center:42-metadata.team:red-metadata.app:x");
  }

  @Test
  void anEditReachesTheNextCallAndKeepsWhatWasUsed() {
    Policy policy = given(aPolicy().in(workspace).allowing(requestsPerMinute(1)));
    world.admitted(aChat(KEY));
    world.denied(aChat(KEY));

    Policy raised = world.put(limited(policy, 2));
    world.changed(workspace);
    world.admitted(aChat(KEY));
    assertThat(world.denied(aChat(KEY)).limit().used()).isLessThanOrEqualTo(2);

    world.put(limited(raised, 1));
    world.changed(workspace);
    world.denied(aChat(KEY));
  }

  @Test
  void aResetGivesOneGroupANewCounterWhileItsCallsAreInFlight() {
    Policy policy =
        given(aPolicy().in(workspace).groupedBy("api_key").allowing(requestsPerMinute(1)));
    AdmittedCall inFlight = world.admitted(aChat(KEY));
    world.admitted(aChat(OTHER_KEY));
    String group = world.denied(aChat(KEY)).limit().policy().valueKey();

    world.put(policy.reset(group, world.clock.instant()));
    world.changed(workspace);

    world.admitted(aChat(KEY));
    inFlight.abandon();
    assertThat(world.denied(aChat(KEY)).level()).isEqualTo(Level.POLICY);
    assertThat(world.denied(aChat(OTHER_KEY)).level()).isEqualTo(Level.POLICY);
  }

  @Test
  void archivedItStopsCounting() {
    Policy policy = given(aPolicy().in(workspace).allowing(requestsPerMinute(0)));
    world.denied(aChat(KEY));

    world.put(policy.archived(world.clock.instant()));
    world.changed(workspace);

    world.admitted(aChat(KEY));
  }

  @Test
  void explainsTheLimitsOfPoliciesWithTheMetadataInQuestion() {
    given(
        aPolicy()
            .named("Red team")
            .when("metadata.team", "red")
            .groupedBy("metadata.team")
            .allowing(requestsPerMinute(0)));

    assertThat(policyLimits(Map.of("team", "blue"))).isEmpty();
    assertThat(policyLimits(Map.of("team", "red")))
        .singleElement()
        .satisfies(
            state -> {
              assertThat(state.room()).isFalse();
              assertThat(state.policy().name()).isEqualTo("Red team");
              assertThat(state.policy().valueKey()).isEqualTo("metadata.team:red");
            });
    assertThat(explained(Map.of("team", "red")).denial().orElseThrow().level())
        .isEqualTo(Level.POLICY);
  }

  @Test
  void costPoliciesRefuseModelsWithoutAPrice() {
    given(aPolicy().allowing(dollars(1)));

    assertThat(world.denied(chat(KEY, "openai-prod", "unpriced", 1)).reason())
        .isEqualTo(Reason.MODEL_UNPRICED);
  }

  private Policy given(PolicyBuilder policy) {
    Policy stored = world.put(policy.build());
    world.load();
    return stored;
  }

  private static Policy limited(Policy policy, long requests) {
    return policy.revised(
        policy.name(),
        policy.conditions(),
        new io.modelcatalog.domain.policy.PolicyLimit.OfRate(
            requestsPerMinute(requests), io.modelcatalog.domain.policy.PolicyLimit.Target.LLM),
        policy.audit().updatedAt());
  }

  private List<LimitState> policyLimits(Map<String, String> metadata) {
    return explained(metadata).limits().stream()
        .filter(state -> state.level() == Level.POLICY)
        .toList();
  }

  private Explanation explained(Map<String, String> metadata) {
    return TestCatalog.ok(
        world.explain.explain(
            new ExplainAccess.Query(
                TestCatalog.memberOf(workspace),
                Optional.empty(),
                "openai-prod",
                Optional.of("gpt-4o"),
                Optional.empty(),
                100,
                1,
                metadata)));
  }

  private static ModelCall aChat(String key) {
    return chat(key, "openai-prod", "gpt-4o", 1);
  }
}
