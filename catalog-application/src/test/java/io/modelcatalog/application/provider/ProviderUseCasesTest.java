package io.modelcatalog.application.provider;

import static io.modelcatalog.application.TestCatalog.administrator;
import static io.modelcatalog.application.TestCatalog.administratorWith;
import static io.modelcatalog.application.TestCatalog.faultyField;
import static io.modelcatalog.application.TestCatalog.memberOf;
import static io.modelcatalog.application.TestCatalog.memberWith;
import static io.modelcatalog.application.TestCatalog.ok;
import static io.modelcatalog.application.TestCatalog.refusal;
import static io.modelcatalog.application.TestCatalog.stranger;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.acme;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static io.modelcatalog.domain.fixtures.Fixtures.tokensPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.TestCatalog;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.integration.CreateIntegration;
import io.modelcatalog.application.integration.SubmittedSettings;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.usage.UsageView.Status;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.provider.ProviderOrigin;
import io.modelcatalog.domain.secret.SecretMapping;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderUseCasesTest {
  private static final SecretMapping MAPPING =
      new SecretMapping("key", "outside", Optional.empty(), Optional.empty());

  private final List<CreateIntegration.Command> brought = new ArrayList<>();
  private static final ResetPeriod MONTHLY = new ResetPeriod.Monthly();

  private final TestCatalog catalog = new TestCatalog();
  private final ProviderUseCases useCases =
      ProviderUseCases.of(
          (actor, command) -> connect(actor, command),
          catalog.providers,
          catalog.integrations,
          catalog.workspaces,
          catalog.usage,
          catalog.unitOfWork,
          catalog.events,
          catalog.ids,
          catalog);
  private final Workspace workspace = catalog.save(aWorkspace().build());
  private final Integration openai =
      catalog.save(
          anIntegration().withSlug("openai-prod").givingEachWorkspace(dollars(100)).build());

  @BeforeEach
  void registerTheOrganization() {
    catalog.save(acme());
  }

  @Nested
  class Deriving {
    @Test
    void makesAProviderOnTheGrantAndAnnouncesIt() {
      WorkspaceGrant grant = catalog.save(aGrant(openai, workspace).build());

      AiProvider made = ok(derive(memberOf(workspace), a("Interns").on("openai-prod")));

      assertThat(made.slug().value()).isEqualTo("interns");
      assertThat(made.origin()).isEqualTo(ProviderOrigin.DERIVED);
      assertThat(made.grant()).isEqualTo(grant.id());
      assertThat(made.integration()).isEqualTo(openai.id());
      assertThat(catalog.providers.find(made.id())).contains(made);
      assertThat(catalog.announced)
          .containsExactly(CatalogChange.of(made.organization(), workspace.id()));
    }

    @Test
    void takesTheIntegrationByIdAsWellAsBySlug() {
      catalog.save(aGrant(openai, workspace).build());

      assertThat(
              ok(derive(memberOf(workspace), a("Interns").on(openai.id().toString())))
                  .integration())
          .isEqualTo(openai.id());
    }

    @Test
    void onAnIntegrationOfTheWorkspaceItIsExclusive() {
      Integration own = catalog.save(anIntegration().withSlug("own").madeIn(workspace).build());
      catalog.save(aGrant(own, workspace).build());

      assertThat(ok(derive(memberOf(workspace), a("Interns").on("own"))).origin())
          .isEqualTo(ProviderOrigin.EXCLUSIVE);
    }

    @Test
    void acceptsWhatIsAsStrictAsTheGrantOrStricter() {
      catalog.save(aGrant(openai, workspace).withBudget(dollars(50)).build());

      assertThat(
              ok(derive(memberOf(workspace), a("Same").on("openai-prod").with(dollars(50))))
                  .limits()
                  .budgets())
          .containsExactly(dollars(50));
      ok(derive(memberOf(workspace), a("Less").on("openai-prod").with(dollars(49))));
    }

    @Test
    void refusesABudgetAboveTheGrantsAndNamesBothValues() {
      catalog.save(aGrant(openai, workspace).withBudget(dollars(50)).build());

      assertThat(
              refusal(derive(memberOf(workspace), a("Loose").on("openai-prod").with(dollars(51)))))
          .isInstanceOfSatisfying(
              CatalogError.LoosensParent.class,
              error -> {
                assertThat(error.why().field()).isEqualTo("usage_limits.credit_limit");
                assertThat(error.why().asked()).isEqualTo("51 USD");
                assertThat(error.why().allowed()).isEqualTo("50 USD");
                assertThat(error.why().parent()).isEqualTo(Level.GRANT);
              });
      assertThat(catalog.store.providers).isEmpty();
      assertThat(catalog.announced).isEmpty();
    }

    @Test
    void refusesABudgetAboveTheIntegrationsDefaultWhereTheGrantHasNone() {
      catalog.save(aGrant(openai, workspace).build());

      assertThat(
              refusal(derive(memberOf(workspace), a("Loose").on("openai-prod").with(dollars(101)))))
          .isInstanceOfSatisfying(
              CatalogError.LoosensParent.class,
              error -> {
                assertThat(error.why().allowed()).isEqualTo("100 USD");
                assertThat(error.why().parent()).isEqualTo(Level.INTEGRATION_DEFAULT);
              });
    }

    @Test
    void aGrantWithMoreThanTheDefaultGivesItsOwnRoom() {
      catalog.save(aGrant(openai, workspace).withBudget(dollars(200)).build());

      ok(derive(memberOf(workspace), a("Big").on("openai-prod").with(dollars(150))));
    }

    @Test
    void refusesARateLimitAboveTheGrants() {
      catalog.save(aGrant(openai, workspace).withRateLimit(requestsPerMinute(10)).build());

      assertThat(
              refusal(
                  derive(
                      memberOf(workspace),
                      a("Fast").on("openai-prod").with(requestsPerMinute(11)))))
          .isInstanceOf(CatalogError.LoosensParent.class);
    }

    @Test
    void aLimitOfAnotherUnitOrPeriodIsNoLoosening() {
      catalog.save(
          aGrant(openai, workspace)
              .withBudget(dollars(50))
              .withRateLimit(requestsPerMinute(10))
              .build());

      ok(derive(memberOf(workspace), a("Monthly").on("openai-prod").with(dollars(500, MONTHLY))));
      ok(derive(memberOf(workspace), a("Tokens").on("openai-prod").with(tokensPerMinute(9_000))));
    }

    @Test
    void anIntegrationThatWasNotGivenToTheWorkspaceAnswersItLikeOneThatDoesNotExist() {
      catalog.save(anIntegration().withSlug("hidden").build());

      assertThat(refusal(derive(memberOf(workspace), a("Spy").on("hidden"))))
          .isEqualTo(new CatalogError.NotFound("integration", "hidden"));
      assertThat(refusal(derive(memberOf(workspace), a("Spy").on("missing"))))
          .isEqualTo(new CatalogError.NotFound("integration", "missing"));
    }

    @Test
    void theOrganizationIsToldThatItMustProvisionFirst() {
      assertThat(faultyField(derive(administrator(), a("Early").on("openai-prod").in(workspace))))
          .isEqualTo("integration_id");
    }

    @Test
    void anotherTenantsIntegrationAnswersLikeOneThatDoesNotExist() {
      Workspace theirs = catalog.save(aWorkspace().of(stranger().organization()).build());

      assertThat(refusal(derive(stranger(), a("Theft").on(openai.id().toString()).in(theirs))))
          .isEqualTo(new CatalogError.NotFound("integration", openai.id().toString()));
      assertThat(refusal(derive(stranger(), a("Theft").on("openai-prod").in(workspace))))
          .isEqualTo(new CatalogError.NotFound("workspace", workspace.id().toString()));
    }

    @Test
    void refusesAGrantThatIsSwitchedOff() {
      catalog.save(aGrant(openai, workspace).switchedOff().build());

      assertThat(faultyField(derive(memberOf(workspace), a("Interns").on("openai-prod"))))
          .isEqualTo("integration_id");
    }

    @Test
    void anOrganizationKeyMustNameTheWorkspace() {
      catalog.save(aGrant(openai, workspace).build());

      assertThat(faultyField(derive(administrator(), a("Interns").on("openai-prod"))))
          .isEqualTo("workspace_id");
      ok(derive(administrator(), a("Interns").on("openai-prod").in(workspace)));
    }

    @Test
    void aTakenSlugIsRefusedWhenGivenAndAvoidedWhenMade() {
      catalog.save(aGrant(openai, workspace).build());
      ok(derive(memberOf(workspace), a("Interns").on("openai-prod")));

      assertThat(
              refusal(derive(memberOf(workspace), a("Other").on("openai-prod").called("interns"))))
          .isEqualTo(new CatalogError.SlugTaken("slug", "interns"));
      assertThat(ok(derive(memberOf(workspace), a("Interns").on("openai-prod"))).slug().value())
          .matches("interns-[0-9a-f]{6}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "@x", "", "-x", "with blank", "ü"})
    void refusesASlugThatCouldNotBeCalled(String slug) {
      catalog.save(aGrant(openai, workspace).build());

      assertThat(faultyField(derive(memberOf(workspace), a("Odd").on("openai-prod").called(slug))))
          .isEqualTo("slug");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cf", "hf"})
    void keepsClearOfPrefixesOfModelNames(String reserved) {
      catalog.save(aGrant(openai, workspace).build());

      assertThat(
              faultyField(derive(memberOf(workspace), a("Odd").on("openai-prod").called(reserved))))
          .isEqualTo("slug");
      assertThat(ok(derive(memberOf(workspace), a(reserved).on("openai-prod"))).slug().value())
          .isNotEqualTo(reserved);
    }

    @Test
    void refusesAnExpiryThatHasPassed() {
      catalog.save(aGrant(openai, workspace).build());

      assertThat(
              faultyField(
                  derive(
                      memberOf(workspace), a("Late").on("openai-prod").until(catalog.instant()))))
          .isEqualTo("expires_at");
    }

    @Test
    void needsTheScope() {
      assertThat(
              refusal(
                  derive(
                      administratorWith("virtual_keys.read"),
                      a("Interns").on("openai-prod").in(workspace))))
          .isEqualTo(new CatalogError.Forbidden("virtual_keys.create"));
    }
  }

  @Nested
  class Finding {
    private final AiProvider provider =
        catalog.save(
            aProvider(catalog.save(aGrant(openai, workspace).build()))
                .withSlug("main")
                .withBudget(dollars(10, MONTHLY))
                .build());

    @Test
    void bySlugAndById() {
      assertThat(ok(find(memberOf(workspace), Optional.empty(), "main")).provider())
          .isEqualTo(provider);
      assertThat(
              ok(find(memberOf(workspace), Optional.empty(), provider.id().toString())).provider())
          .isEqualTo(provider);
    }

    @Test
    void tellsWhatItStandsOn() {
      ProviderView view = ok(find(memberOf(workspace), Optional.empty(), "main"));

      assertThat(view.integration()).isEqualTo(openai);
      assertThat(view.workspace()).isEqualTo(workspace);
      assertThat(view.status()).isEqualTo(Status.ACTIVE);
    }

    @Test
    void anOrganizationKeyFindsASlugThatIsTheOnlyOneOfItsKind() {
      assertThat(ok(find(administrator(), Optional.empty(), "main")).provider())
          .isEqualTo(provider);
    }

    @Test
    void anOrganizationKeyMustSayWhichOfTwoItMeans() {
      Workspace other = catalog.save(aWorkspace().named("Other").build());
      AiProvider twin =
          catalog.save(
              aProvider(catalog.save(aGrant(openai, other).build())).withSlug("main").build());

      assertThat(faultyField(find(administrator(), Optional.empty(), "main")))
          .isEqualTo("workspace_id");
      assertThat(ok(find(administrator(), Optional.of(other.slug().value()), "main")).provider())
          .isEqualTo(twin);
      assertThat(ok(find(administrator(), Optional.empty(), twin.id().toString())).provider())
          .isEqualTo(twin);
    }

    @Test
    void whatIsOutOfReachAnswersLikeWhatDoesNotExist() {
      Workspace other = catalog.save(aWorkspace().named("Other").build());
      String id = provider.id().toString();

      assertThat(refusal(find(memberOf(other), Optional.empty(), id)))
          .isEqualTo(new CatalogError.NotFound("provider", id));
      assertThat(refusal(find(stranger(), Optional.empty(), id)))
          .isEqualTo(new CatalogError.NotFound("provider", id));
      assertThat(refusal(find(stranger(), Optional.empty(), "main")))
          .isEqualTo(new CatalogError.NotFound("provider", "main"));
      assertThat(refusal(find(administrator(), Optional.of(other.id().toString()), id)))
          .isEqualTo(new CatalogError.NotFound("provider", id));
    }

    @Test
    void isExhaustedOnceItsBudgetIsUsedUp() {
      LimitKey key = LimitKey.of(Level.PROVIDER, provider.id().value(), dollars(10, MONTHLY), 0);
      catalog.use(key, dollars(10).amount() - 1);
      assertThat(ok(find(administrator(), Optional.empty(), "main")).status())
          .isEqualTo(Status.ACTIVE);

      catalog.use(key, 1);

      assertThat(ok(find(administrator(), Optional.empty(), "main")).status())
          .isEqualTo(Status.EXHAUSTED);
    }

    @Test
    void listsByWorkspaceOrForTheWholeOrganization() {
      Workspace other = catalog.save(aWorkspace().named("Other").build());
      AiProvider twin =
          catalog.save(
              aProvider(catalog.save(aGrant(openai, other).build())).withSlug("main").build());

      assertThat(list(memberOf(workspace), Optional.empty())).containsExactly(provider);
      assertThat(list(administrator(), Optional.of(other.slug().value()))).containsExactly(twin);
      assertThat(list(administrator(), Optional.empty())).containsExactlyInAnyOrder(provider, twin);
      assertThat(list(stranger(), Optional.empty())).isEmpty();
    }

    private Result<ProviderView, CatalogError> find(Actor actor, Optional<String> in, String ref) {
      return useCases.find().handle(actor, new FindProvider.Query(in, ref));
    }

    private List<AiProvider> list(Actor actor, Optional<String> in) {
      return ok(useCases.list().handle(actor, new ListProviders.Query(in, Page.Request.FIRST)))
          .items()
          .stream()
          .map(ProviderView::provider)
          .toList();
    }
  }

  @Nested
  class Changing {
    private final WorkspaceGrant grant =
        catalog.save(aGrant(openai, workspace).withBudget(dollars(50)).build());
    private final AiProvider provider =
        catalog.save(
            aProvider(grant)
                .withSlug("main")
                .noted("for interns")
                .withBudget(dollars(40))
                .withRateLimit(requestsPerMinute(5))
                .expiringAt(catalog.instant().plus(Duration.ofDays(1)))
                .build());

    @Test
    void keepsWhatIsNotMentioned() {
      AiProvider changed = ok(change(LimitsChange.NONE, Change.keep(), Change.keep(), false));

      assertThat(changed.limits()).isEqualTo(provider.limits());
      assertThat(changed.note()).isEqualTo(provider.note());
      assertThat(changed.expiresAt()).isEqualTo(provider.expiresAt());
      assertThat(changed.usageEpoch()).isZero();
      assertThat(catalog.announced)
          .containsExactly(CatalogChange.of(provider.organization(), workspace.id()));
    }

    @Test
    void clearsWhatIsMentionedAsNothing() {
      AiProvider changed =
          ok(
              change(
                  new LimitsChange(Change.clear(), Change.keep()),
                  Change.clear(),
                  Change.clear(),
                  false));

      assertThat(changed.limits()).isEqualTo(new Limits(List.of(), List.of(requestsPerMinute(5))));
      assertThat(changed.note()).isEmpty();
      assertThat(changed.expiresAt()).isEmpty();
    }

    @Test
    void refusesToLoosenBeyondTheGrant() {
      assertThat(refusal(change(budget(dollars(51)), Change.keep(), Change.keep(), false)))
          .isInstanceOf(CatalogError.LoosensParent.class);
      assertThat(catalog.providers.find(provider.id())).contains(provider);
    }

    @Test
    void aLimitThatStaysIsNotHeldAgainstAGrantTightenedSince() {
      catalog.save(tightened(grant, dollars(10)));

      assertThat(
              ok(change(budget(dollars(40)), Change.set("a new note"), Change.keep(), false))
                  .limits())
          .isEqualTo(provider.limits());
      assertThat(refusal(change(budget(dollars(39)), Change.keep(), Change.keep(), false)))
          .isInstanceOf(CatalogError.LoosensParent.class);
    }

    @Test
    void resettingTheUsageStartsNewCountersAndReactivates() {
      catalog.use(
          LimitKey.of(Level.PROVIDER, provider.id().value(), dollars(40), 0), dollars(40).amount());
      assertThat(status()).isEqualTo(Status.EXHAUSTED);

      AiProvider changed = ok(change(LimitsChange.NONE, Change.keep(), Change.keep(), true));

      assertThat(changed.usageEpoch()).isEqualTo(1);
      assertThat(changed.lastResetAt()).contains(catalog.instant());
      assertThat(status()).isEqualTo(Status.ACTIVE);
    }

    @Test
    void raisingABudgetReactivatesWhatItHadExhausted() {
      catalog.use(
          LimitKey.of(Level.PROVIDER, provider.id().value(), dollars(40), 0), dollars(40).amount());

      ok(change(budget(dollars(45)), Change.keep(), Change.keep(), false));

      assertThat(status()).isEqualTo(Status.ACTIVE);
    }

    @Test
    void expiresWhenItsTimeHasCome() {
      catalog.pass(Duration.ofDays(1));

      assertThat(status()).isEqualTo(Status.EXPIRED);
    }

    @Test
    void anExpiryThatHasPassedMayBeRepeatedButNotSet() {
      Instant passed = provider.expiresAt().orElseThrow();
      catalog.pass(Duration.ofDays(2));

      ok(change(LimitsChange.NONE, Change.keep(), Change.set(passed), false));
      assertThat(
              faultyField(
                  change(
                      LimitsChange.NONE, Change.keep(), Change.set(passed.plusSeconds(1)), false)))
          .isEqualTo("expires_at");
    }

    @Test
    void deletesIt() {
      ok(
          useCases
              .delete()
              .handle(memberOf(workspace), new DeleteProvider.Command(Optional.empty(), "main")));

      assertThat(catalog.store.providers).isEmpty();
      assertThat(catalog.announced)
          .containsExactly(CatalogChange.of(provider.organization(), workspace.id()));
    }

    @Test
    void othersCanNeitherChangeNorDeleteIt() {
      Actor other = memberOf(catalog.save(aWorkspace().named("Other").build()));
      String id = provider.id().toString();

      assertThat(
              refusal(
                  useCases
                      .delete()
                      .handle(other, new DeleteProvider.Command(Optional.empty(), id))))
          .isEqualTo(new CatalogError.NotFound("provider", id));
      assertThat(
              refusal(
                  useCases
                      .change()
                      .handle(
                          stranger(),
                          new ChangeProvider.Command(
                              Optional.empty(),
                              id,
                              Optional.of("Mine"),
                              Change.keep(),
                              LimitsChange.NONE,
                              Change.keep(),
                              false))))
          .isEqualTo(new CatalogError.NotFound("provider", id));
      assertThat(catalog.providers.find(provider.id())).contains(provider);
    }

    private Status status() {
      return ok(useCases
              .find()
              .handle(memberOf(workspace), new FindProvider.Query(Optional.empty(), "main")))
          .status();
    }

    private Result<AiProvider, CatalogError> change(
        LimitsChange limits, Change<String> note, Change<Instant> expiresAt, boolean reset) {
      return useCases
          .change()
          .handle(
              memberOf(workspace),
              new ChangeProvider.Command(
                  Optional.empty(), "main", Optional.empty(), note, limits, expiresAt, reset));
    }

    private static LimitsChange budget(Budget budget) {
      return new LimitsChange(Change.set(List.of(budget)), Change.keep());
    }

    private static WorkspaceGrant tightened(WorkspaceGrant grant, Budget budget) {
      return new WorkspaceGrant(
          grant.id(),
          grant.organization(),
          grant.integration(),
          grant.workspace(),
          grant.enabled(),
          Optional.of(new Limits(List.of(budget), List.of())),
          grant.models(),
          grant.usageEpoch(),
          grant.lastResetAt(),
          grant.audit(),
          grant.version());
    }
  }

  @Nested
  class Connecting {
    @Test
    void makesAnExclusiveProviderOnAnIntegrationOfTheWorkspace() {
      AiProvider made = ok(connect(memberOf(workspace), LimitsChange.NONE));

      assertThat(made.slug().value()).isEqualTo("my-own");
      assertThat(made.origin()).isEqualTo(ProviderOrigin.EXCLUSIVE);
      assertThat(made.workspace()).isEqualTo(workspace.id());
      assertThat(catalog.integrations.find(made.integration()).orElseThrow().workspace())
          .contains(workspace.id());
    }

    @Test
    void makesNeitherWhenTheProviderIsRefused() {
      assertThat(
              faultyField(
                  useCases.connect().handle(memberOf(workspace), wish("cf", LimitsChange.NONE))))
          .isEqualTo("slug");

      assertThat(catalog.store.providers).isEmpty();
      assertThat(catalog.store.integrations).containsOnlyKeys(openai.id().value());
    }

    @Test
    void isRefusedWhereTheIntegrationIs() {
      Actor noConnector = memberWith(workspace, "virtual_keys.create");

      assertThat(refusal(connect(noConnector, LimitsChange.NONE)))
          .isEqualTo(new CatalogError.Forbidden("workspace_integrations.create"));
    }

    @Test
    void bringsItsSecretsFromOutsideToTheIntegration() {
      ok(connect(memberOf(workspace), LimitsChange.NONE));

      assertThat(brought)
          .extracting(CreateIntegration.Command::secretMappings)
          .containsExactly(List.of(MAPPING));
    }

    private Result<AiProvider, CatalogError> connect(Actor actor, LimitsChange limits) {
      return useCases.connect().handle(actor, wish("my-own", limits));
    }

    private static ConnectProvider.Command wish(String slug, LimitsChange limits) {
      return new ConnectProvider.Command(
          Optional.empty(),
          "openai",
          Optional.of(SecretText.of("sk-of-my-own")),
          SubmittedSettings.NONE,
          "My own",
          Optional.of(slug),
          Optional.empty(),
          limits,
          Optional.empty(),
          List.of(MAPPING));
    }
  }

  /** Makes integrations as far as this feature depends on it. */
  private Result<Integration, CatalogError> connect(
      Actor actor, CreateIntegration.Command command) {
    if (!actor.may("workspace_integrations.create")) {
      return Result.err(new CatalogError.Forbidden("workspace_integrations.create"));
    }
    brought.add(command);
    Workspace home =
        catalog.workspaces.find(WorkspaceId.of(command.workspace().orElseThrow())).orElseThrow();
    Integration made =
        catalog.save(anIntegration().withSlug("my-own").named(command.name()).madeIn(home).build());
    catalog.save(aGrant(made, home).build());
    return Result.ok(made);
  }

  private Result<AiProvider, CatalogError> derive(Actor actor, Wish wish) {
    return useCases.derive().handle(actor, wish.command());
  }

  private static Wish a(String name) {
    return new Wish(
        name, "", Optional.empty(), Optional.empty(), LimitsChange.NONE, Optional.empty());
  }

  /** A provider somebody would like to have. */
  private record Wish(
      String name,
      String integration,
      Optional<String> workspace,
      Optional<String> slug,
      LimitsChange limits,
      Optional<Instant> expiresAt) {
    Wish on(String other) {
      return new Wish(name, other, workspace, slug, limits, expiresAt);
    }

    Wish in(Workspace other) {
      return new Wish(
          name, integration, Optional.of(other.id().toString()), slug, limits, expiresAt);
    }

    Wish called(String other) {
      return new Wish(name, integration, workspace, Optional.of(other), limits, expiresAt);
    }

    Wish with(Budget budget) {
      return new Wish(
          name,
          integration,
          workspace,
          slug,
          new LimitsChange(Change.set(List.of(budget)), limits.rateLimits()),
          expiresAt);
    }

    Wish with(RateLimit limit) {
      return new Wish(
          name,
          integration,
          workspace,
          slug,
          new LimitsChange(limits.budgets(), Change.set(List.of(limit))),
          expiresAt);
    }

    Wish until(Instant instant) {
      return new Wish(name, integration, workspace, slug, limits, Optional.of(instant));
    }

    DeriveProvider.Command command() {
      return new DeriveProvider.Command(
          workspace, integration, name, slug, Optional.empty(), limits, expiresAt);
    }
  }
}
