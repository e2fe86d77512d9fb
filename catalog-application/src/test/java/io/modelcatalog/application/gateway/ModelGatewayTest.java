package io.modelcatalog.application.gateway;

import static io.modelcatalog.application.gateway.GatewayWorld.call;
import static io.modelcatalog.application.gateway.GatewayWorld.chat;
import static io.modelcatalog.application.gateway.GatewayWorld.get;
import static io.modelcatalog.application.gateway.GatewayWorld.saying;
import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aPolicy;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;
import static io.modelcatalog.domain.fixtures.Fixtures.anOrganization;
import static io.modelcatalog.domain.fixtures.Fixtures.anOrganizationKey;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static io.modelcatalog.domain.fixtures.Fixtures.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.modelcatalog.application.gateway.Denial.Reason;
import io.modelcatalog.application.limit.LimitState;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.port.upstream.UpstreamCall;
import io.modelcatalog.domain.fixtures.ApiKeyBuilder;
import io.modelcatalog.domain.fixtures.GrantBuilder;
import io.modelcatalog.domain.fixtures.IntegrationBuilder;
import io.modelcatalog.domain.fixtures.ProviderBuilder;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelGatewayTest {
  private static final String KEY = "key-1";
  private static final ResetPeriod NEVER = new ResetPeriod.Never();

  private final GatewayWorld world = new GatewayWorld();
  private final Workspace workspace = world.put(aWorkspace().build());

  /** In this order, whatever else is wrong at the same time. */
  private static final List<Reason> ORDER =
      List.of(
          Reason.KEY_MISSING,
          Reason.KEY_UNKNOWN,
          Reason.KEY_EXPIRED,
          Reason.SCOPE_MISSING,
          Reason.WORKSPACE_ARCHIVED,
          Reason.PROVIDER_MISSING,
          Reason.PROVIDER_UNKNOWN,
          Reason.MODEL_INVALID,
          Reason.INTEGRATION_DISABLED,
          Reason.PROVIDER_EXPIRED,
          Reason.NOT_CALLABLE,
          Reason.MODEL_NOT_ALLOWED,
          Reason.METADATA_INVALID,
          Reason.MODEL_UNPRICED,
          Reason.RATE_LIMITED,
          Reason.BUDGET_EXHAUSTED,
          Reason.UNAVAILABLE);

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"MODEL_MISSING", "SECRET_UNAVAILABLE", "LEASE_UNAVAILABLE", "CALL_UNBOUNDED"})
  void refusesForTheFirstOfManyReasons(Reason first) {
    ModelCall call = wrongFrom(ORDER.indexOf(first));

    assertThat(world.denied(call).reason()).isEqualTo(first);
    assertThat(world.upstream.calls()).isZero();
    assertThat(world.journal.allSettled()).isEmpty();
  }

  @Test
  void admitsWhenNothingIsWrong() {
    assertThat(world.admitted(wrongFrom(ORDER.size())).provider()).isEqualTo("openai-prod");
  }

  @Test
  void namesAMissingModelBeforeTheStateOfTheProvider() {
    aProviderThat(provider -> provider.expiringAt(NOON));

    assertThat(world.denied(chat(KEY, "openai-prod", null, -1)).reason())
        .isEqualTo(Reason.MODEL_MISSING);
  }

  /** A world in which everything is wrong from one check on, and a call that meets it all. */
  private ModelCall wrongFrom(int check) {
    Workspace home =
        check <= ORDER.indexOf(Reason.WORKSPACE_ARCHIVED)
            ? world.put(aWorkspace().archived().build())
            : workspace;
    IntegrationBuilder integration = anIntegration();
    if (check <= ORDER.indexOf(Reason.NOT_CALLABLE)) {
      integration.configuredAs(Settings.of(Map.of(Integration.CUSTOM_HOST, "bad.example")));
    }
    Integration stored = world.put(integration.build());
    GrantBuilder grant =
        aGrant(stored, home)
            .withBudget(
                check <= ORDER.indexOf(Reason.BUDGET_EXHAUSTED) ? dollars(0) : dollars(1_000));
    if (check <= ORDER.indexOf(Reason.RATE_LIMITED)) {
      grant.withRateLimit(requestsPerMinute(0));
    }
    if (check <= ORDER.indexOf(Reason.INTEGRATION_DISABLED)) {
      grant.switchedOff();
    }
    ProviderBuilder provider = aProvider(world.put(grant.build()));
    if (check <= ORDER.indexOf(Reason.PROVIDER_EXPIRED)) {
      provider.expiringAt(NOON);
    }
    if (check <= ORDER.indexOf(Reason.MODEL_NOT_ALLOWED)) {
      provider.allowing("another");
    }
    world.put(provider.build());
    ApiKeyBuilder key = aKeyOf(home);
    if (check <= ORDER.indexOf(Reason.KEY_EXPIRED)) {
      key.expiringAt(NOON);
    }
    if (check <= ORDER.indexOf(Reason.SCOPE_MISSING)) {
      key.withScopes("logs.list");
    }
    world.put(key, KEY);
    world.put(aPolicy().when("metadata.team", "*").build());
    world.journal.accept(check > ORDER.indexOf(Reason.UNAVAILABLE));
    world.load();
    String slug = check <= ORDER.indexOf(Reason.PROVIDER_UNKNOWN) ? "unknown" : "openai-prod";
    String model = check <= ORDER.indexOf(Reason.MODEL_UNPRICED) ? "unpriced" : "gpt-4o";
    ModelCall call =
        chat(
            check <= ORDER.indexOf(Reason.KEY_MISSING)
                ? null
                : check <= ORDER.indexOf(Reason.KEY_UNKNOWN) ? "key-2" : KEY,
            check <= ORDER.indexOf(Reason.PROVIDER_MISSING) ? null : slug,
            check <= ORDER.indexOf(Reason.MODEL_INVALID) ? "two words" : model,
            10);
    if (check > ORDER.indexOf(Reason.METADATA_INVALID)) {
      return call;
    }
    return saying(call, () -> Result.err("must be an object"));
  }

  @Test
  void knowsNoKeyThatCannotBeOne() {
    aProviderThat(any -> {});

    assertThat(world.denied(chat("", "openai-prod", "gpt-4o", 1)).reason())
        .isEqualTo(Reason.KEY_MISSING);
    assertThat(world.denied(chat("mcg_sk_x", "openai-prod", "gpt-4o", 1)).reason())
        .isEqualTo(Reason.KEY_UNKNOWN);
  }

  @Test
  void refusesAnOrganizationsKey() {
    aProviderThat(any -> {});
    world.put(anOrganizationKey(), "admin-1");
    world.load();

    Denial denial = world.denied(chat("admin-1", "openai-prod", "gpt-4o", 1));

    assertThat(denial.reason()).isEqualTo(Reason.SCOPE_MISSING);
    assertThat(denial.level()).isEqualTo(Level.API_KEY);
    assertThat(denial.message()).contains("organisation key");
  }

  @Test
  void refusesAKeyAndAProviderFromTheInstantTheyExpire() {
    aProviderThat(provider -> provider.expiringAt(NOON.plusSeconds(60)));
    world.put(aKeyOf(workspace).expiringAt(NOON.plusSeconds(120)), "short");
    world.load();
    world.admitted(chat("short", "openai-prod", "gpt-4o", 1));

    world.clock.advance(Duration.ofSeconds(60));
    assertThat(world.denied(chat("short", "openai-prod", "gpt-4o", 1)).reason())
        .isEqualTo(Reason.PROVIDER_EXPIRED);

    world.clock.advance(Duration.ofSeconds(60));
    assertThat(world.denied(chat("short", "openai-prod", "gpt-4o", 1)).reason())
        .isEqualTo(Reason.KEY_EXPIRED);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // header, model in the body, provider called, model called
        "a, gpt-4o, a, gpt-4o",
        "-, @a/gpt-4o, a, gpt-4o",
        "-, @b/gpt-4o, b, gpt-4o",
        "a, @b/gpt-4o, a, gpt-4o",
        "a, @nowhere/gpt-4o, a, gpt-4o",
        "-, @a/meta-llama/Llama-3, a, meta-llama/Llama-3",
        "a, meta-llama/Llama-3, a, meta-llama/Llama-3",
        "a, @cf/meta/llama-3, a, @cf/meta/llama-3",
        "a, @hf/some/model, a, @hf/some/model",
        "-, @a/@cf/meta/llama-3, a, @cf/meta/llama-3",
        "a, @b/@c/d, a, @c/d",
        "a, GPT-4o, a, GPT-4o",
        "-, @a/us.anthropic.claude:0, a, us.anthropic.claude:0",
      })
  void findsProviderAndModelInHeaderAndBody(
      String header, String bodyModel, String provider, String model) {
    twoProviders();

    AdmittedCall admitted = world.admitted(chat(KEY, header, bodyModel, 1));
    admitted.start(new Answer());

    UpstreamCall call = world.upstream.next().call();
    assertThat(admitted.provider()).isEqualTo(provider);
    assertThat(call.model().value()).isEqualTo(model);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, gpt-4o, PROVIDER_MISSING",
        "-, -, PROVIDER_MISSING",
        "-, @cf/meta/llama-3, PROVIDER_MISSING",
        "-, @a, MODEL_INVALID",
        "-, @/gpt-4o, MODEL_INVALID",
        "-, @, MODEL_INVALID",
        "a, @a, MODEL_INVALID",
        "-, @a/, MODEL_INVALID",
        "-, @A/gpt-4o, PROVIDER_UNKNOWN",
        "-, @@a/gpt-4o, PROVIDER_UNKNOWN",
        "A, gpt-4o, PROVIDER_UNKNOWN",
        "a, -, MODEL_MISSING",
      })
  void refusesWhatNamesNoProviderOrModel(String header, String bodyModel, Reason reason) {
    twoProviders();

    assertThat(world.denied(chat(KEY, header, bodyModel, 1)).reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\nb", "a\u0000b", "a\tb"})
  void refusesAModelNameThatNoUpstreamCouldHave(String model) {
    twoProviders();

    assertThat(world.denied(chat(KEY, "a", model, 1)).reason()).isEqualTo(Reason.MODEL_INVALID);
    assertThat(world.denied(chat(KEY, "a", "m".repeat(256), 1)).reason())
        .isEqualTo(Reason.MODEL_INVALID);
  }

  @Test
  void aProviderOfAnotherWorkspaceAnswersLikeOneThatDoesNotExist() {
    twoProviders();
    Workspace other = world.put(aWorkspace().named("Other").build());
    Integration integration = world.put(anIntegration().withSlug("theirs").build());
    WorkspaceGrant grant = world.put(aGrant(integration, other).build());
    world.put(aProvider(grant).withSlug("theirs").build());
    world.load();

    Denial invisible = world.denied(chat(KEY, "theirs", "gpt-4o", 1));
    Denial unknown = world.denied(chat(KEY, "nobody", "gpt-4o", 1));

    assertThat(invisible.message().replace("theirs", "?"))
        .isEqualTo(unknown.message().replace("nobody", "?"));
    assertThat(invisible.reason()).isEqualTo(unknown.reason());
    assertThat(invisible.level()).isEqualTo(unknown.level());
  }

  @Test
  void repeatsNothingHarmfulOfAnUnknownSlug() {
    twoProviders();

    assertThat(world.denied(chat(KEY, "x\r\nset-cookie: y\u001b[0m", "gpt-4o", 1)).message())
        .doesNotContain("\r")
        .doesNotContain("\n")
        .doesNotContain("\u001b");
    assertThat(world.denied(chat(KEY, "x".repeat(100_000), "gpt-4o", 1)).message())
        .hasSizeLessThan(200);
  }

  @Test
  void namesTheLevelWhoseModelListRefuses() {
    Integration integration = world.put(anIntegration().disabling("off").build());
    WorkspaceGrant grant =
        world.put(aGrant(integration, workspace).allowing("off", "m1", "m2").build());
    world.put(aProvider(grant).allowing("off", "m1", "m3").build());
    world.put(aKeyOf(workspace), KEY);
    world.load();

    assertThat(world.denied(chat(KEY, "openai-prod", "off", 1)).level())
        .isEqualTo(Level.INTEGRATION);
    assertThat(world.denied(chat(KEY, "openai-prod", "m3", 1)).level()).isEqualTo(Level.GRANT);
    Denial byProvider = world.denied(chat(KEY, "openai-prod", "m2", 1));
    assertThat(byProvider.level()).isEqualTo(Level.PROVIDER);
    assertThat(byProvider.message()).contains("m2").contains("openai-prod");
    world.admitted(chat(KEY, "openai-prod", "m1", 1));
  }

  @Test
  void holdsPassThroughCallsThatNameAModelToTheModelList() {
    aProviderThat(provider -> provider.allowing("gpt-4o"));

    assertThat(
            world
                .denied(call(KEY, "openai-prod", Operation.PASS_THROUGH, "dall-e-3", -1, 1, 9))
                .reason())
        .isEqualTo(Reason.MODEL_NOT_ALLOWED);
  }

  @Test
  void refusesABodyThatHidesItsModelFromAModelList() {
    aProviderThat(provider -> provider.allowing("gpt-4o"));
    ModelCall upload =
        new ModelCall(
            KEY,
            "openai-prod",
            Operation.PASS_THROUGH,
            "POST",
            "/audio/transcriptions",
            List.of(),
            new byte[] {1},
            null);

    Denial denial = world.denied(upload);

    assertThat(denial.reason()).isEqualTo(Reason.MODEL_NOT_ALLOWED);
    assertThat(denial.level()).isEqualTo(Level.PROVIDER);
  }

  @Test
  void refusesAModelWithoutAPriceUnderACostBudgetOnly() {
    aProviderThat(provider -> provider.withBudget(dollars(1)));
    world.put(
        aProvider(world.integrations.grantsTo(workspace.id()).getFirst())
            .withSlug("free")
            .withBudget(tokens(1_000_000, NEVER))
            .build());
    world.load();

    assertThat(world.denied(chat(KEY, "openai-prod", "unpriced", 1)).reason())
        .isEqualTo(Reason.MODEL_UNPRICED);
    world.admitted(chat(KEY, "free", "unpriced", 1));
  }

  @Test
  void refusesCallsOfUnknownPriceUnderACostBudgetButLetsReadsPass() {
    aProviderThat(provider -> provider.withBudget(dollars(1)));

    assertThat(
            world
                .denied(call(KEY, "openai-prod", Operation.PASS_THROUGH, "gpt-4o", -1, 1, 9))
                .reason())
        .isEqualTo(Reason.MODEL_UNPRICED);
    world.admitted(get(KEY, "openai-prod", "/files"));
  }

  @Test
  void letsUnpricedModelsPassIfTheOrganizationSaysSo() {
    GatewayWorld lenient = new GatewayWorld();
    lenient.store.organizations.clear();
    lenient.put(anOrganization().allowingUnpricedModels().build());
    Workspace home = lenient.put(aWorkspace().build());
    Integration integration = lenient.put(anIntegration().build());
    WorkspaceGrant grant = lenient.put(aGrant(integration, home).withBudget(dollars(1)).build());
    lenient.put(aProvider(grant).build());
    lenient.put(aKeyOf(home), KEY);
    lenient.load();

    lenient.admitted(chat(KEY, "openai-prod", "unpriced", 1));
  }

  @Test
  void consumesNothingWhenUsageCannotBeRecorded() {
    aProviderThat(provider -> provider.withBudget(dollars(1)).withRateLimit(requestsPerMinute(1)));
    world.journal.accept(false);

    assertThat(world.denied(chat(KEY, "openai-prod", "gpt-4o", 1)).reason())
        .isEqualTo(Reason.UNAVAILABLE);

    assertThat(world.limits(KEY, "openai-prod"))
        .hasSize(2)
        .allSatisfy(
            state -> {
              assertThat(state.used()).isZero();
              assertThat(state.reserved()).isZero();
            });
    world.journal.accept(true);
    world.admitted(chat(KEY, "openai-prod", "gpt-4o", 1));
  }

  @Test
  void countsEveryLevelAndNamesTheOneThatIsFull() {
    Workspace limited =
        world.put(aWorkspace().named("Limited").withRateLimit(requestsPerMinute(4)).build());
    Integration integration = world.put(anIntegration().withSlug("shared").build());
    WorkspaceGrant grant =
        world.put(aGrant(integration, limited).withRateLimit(requestsPerMinute(3)).build());
    world.put(aProvider(grant).withSlug("p1").withRateLimit(requestsPerMinute(2)).build());
    world.put(aProvider(grant).withSlug("p2").build());
    world.put(aKeyOf(limited).withRateLimits(requestsPerMinute(1)), "k1");
    world.put(aKeyOf(limited), "k2");
    world.load();

    world.admitted(chat("k1", "p1", "gpt-4o", 1));
    assertThat(world.denied(chat("k1", "p1", "gpt-4o", 1)).level()).isEqualTo(Level.API_KEY);
    world.admitted(chat("k2", "p1", "gpt-4o", 1));
    assertThat(world.denied(chat("k2", "p1", "gpt-4o", 1)).level()).isEqualTo(Level.PROVIDER);
    world.admitted(chat("k2", "p2", "gpt-4o", 1));
    assertThat(world.denied(chat("k2", "p2", "gpt-4o", 1)).level()).isEqualTo(Level.GRANT);
  }

  @Test
  void aDefaultOfTheIntegrationIsCountedForEachWorkspaceOnItsOwn() {
    Integration integration =
        world.put(anIntegration().givingEachWorkspace(requestsPerMinute(1)).build());
    Workspace other = world.put(aWorkspace().named("Other").build());
    world.put(aProvider(world.put(aGrant(integration, workspace).build())).build());
    world.put(aProvider(world.put(aGrant(integration, other).build())).build());
    world.put(aKeyOf(workspace), KEY);
    world.put(aKeyOf(other), "other");
    world.load();

    world.admitted(chat(KEY, "openai-prod", "gpt-4o", 1));
    assertThat(world.denied(chat(KEY, "openai-prod", "gpt-4o", 1)).level())
        .isEqualTo(Level.INTEGRATION_DEFAULT);
    world.admitted(chat("other", "openai-prod", "gpt-4o", 1));
  }

  @Test
  void aPoolOfTheIntegrationIsCountedForAllWorkspacesTogether() {
    Integration integration =
        world.put(
            anIntegration()
                .pooling(new Limits(List.of(), List.of(requestsPerMinute(2))))
                .givingEachWorkspace(requestsPerMinute(2))
                .build());
    Workspace other = world.put(aWorkspace().named("Other").build());
    world.put(aProvider(world.put(aGrant(integration, workspace).build())).build());
    world.put(aProvider(world.put(aGrant(integration, other).build())).build());
    world.put(aKeyOf(workspace), KEY);
    world.put(aKeyOf(other), "other");
    world.load();

    world.admitted(chat(KEY, "openai-prod", "gpt-4o", 1));
    world.admitted(chat("other", "openai-prod", "gpt-4o", 1));
    Denial denial = world.denied(chat("other", "openai-prod", "gpt-4o", 1));

    assertThat(denial.level()).isEqualTo(Level.INTEGRATION);
    assertThat(denial.message()).contains("integration openai-prod in all workspaces");
    assertThat(world.limits(KEY, "openai-prod"))
        .extracting(LimitState::level, LimitState::reserved)
        .containsExactly(tuple(Level.INTEGRATION, 2L), tuple(Level.INTEGRATION_DEFAULT, 1L));
  }

  @Test
  void reservesTheUpperBoundBeforeTheUpstreamIsCalled() {
    aProviderThat(provider -> provider.withBudget(dollars(1)));

    world.admitted(chat(KEY, "openai-prod", "gpt-4o", 10, 3));

    LimitState state = world.limits(KEY, "openai-prod").getFirst();
    assertThat(state.reserved()).isEqualTo(100 * 1_250 + 30 * 2_000);
    assertThat(world.journal.allOpened().getFirst().cost().nanos()).isEqualTo(state.reserved());
    assertThat(world.journal.allOpened().getFirst().charges())
        .extracting(charge -> charge.amount())
        .containsExactly(state.reserved());
  }

  @Test
  void neverCallsTheUpstreamOnceTheBudgetCannotCoverACall() {
    long price = 100 * 1_250 + 10 * 2_000;
    aProviderThat(
        provider -> provider.withBudget(Budget.of(BudgetUnit.COST, 7 * price + price - 1, NEVER)));

    int admitted = 0;
    for (int i = 0; i < 50; i++) {
      if (world.gateway.admit(chat(KEY, "openai-prod", "gpt-4o", 10))
          instanceof Admission.Admitted(AdmittedCall call)) {
        call.start(new Answer());
        admitted++;
      }
    }

    assertThat(admitted).isEqualTo(7);
    assertThat(world.upstream.calls()).isEqualTo(7);
  }

  @Test
  void tellsTheUpstreamTheCapOnlyWhereItMatters() {
    aProviderThat(provider -> provider.withBudget(dollars(100)));
    world.put(
        aProvider(world.integrations.grantsTo(workspace.id()).getFirst())
            .withSlug("unlimited")
            .build());
    world.load();

    assertThat(sent(chat(KEY, "openai-prod", "gpt-4o", -1)).outputCap()).isEqualTo(4_096);
    assertThat(sent(chat(KEY, "openai-prod", "gpt-4o", 17)).outputCap()).isEqualTo(-1);
    assertThat(sent(chat(KEY, "openai-prod", "bounded", -1)).outputCap()).isEqualTo(-1);
    assertThat(sent(chat(KEY, "unlimited", "gpt-4o", -1)).outputCap()).isEqualTo(-1);
    assertThat(
            sent(call(KEY, "openai-prod", Operation.EMBEDDINGS, "gpt-4o", -1, 1, 10)).outputCap())
        .isEqualTo(-1);
  }

  private UpstreamCall sent(ModelCall call) {
    world.admitted(call).start(new Answer());
    return world.upstream.next().call();
  }

  private void twoProviders() {
    Integration integration = world.put(anIntegration().build());
    WorkspaceGrant grant = world.put(aGrant(integration, workspace).build());
    world.put(aProvider(grant).withSlug("a").build());
    world.put(aProvider(grant).withSlug("b").build());
    world.put(aKeyOf(workspace), KEY);
    world.load();
  }

  private void aProviderThat(java.util.function.Consumer<ProviderBuilder> has) {
    Integration integration = world.put(anIntegration().build());
    WorkspaceGrant grant = world.put(aGrant(integration, workspace).build());
    ProviderBuilder provider = aProvider(grant);
    has.accept(provider);
    world.put(provider.build());
    world.put(aKeyOf(workspace), KEY);
    world.load();
  }
}
