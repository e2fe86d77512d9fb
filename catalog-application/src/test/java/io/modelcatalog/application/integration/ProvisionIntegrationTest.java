package io.modelcatalog.application.integration;

import static io.modelcatalog.application.integration.IntegrationWorld.openAi;
import static io.modelcatalog.application.integration.IntegrationWorld.refusal;
import static io.modelcatalog.application.integration.IntegrationWorld.value;
import static io.modelcatalog.application.integration.Provision.off;
import static io.modelcatalog.application.integration.Provision.on;
import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.provider.ProviderOrigin;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProvisionIntegrationTest {
  private final IntegrationWorld world = new IntegrationWorld();
  private final Integration integration = world.connected("OpenAI");

  private Result<Integration, CatalogError> provision(Provision provision) {
    return world.useCases.provision().handle(world.admin(), provision.build());
  }

  private WorkspaceGrant grant(Workspace workspace) {
    return world.grant(integration, workspace).orElseThrow();
  }

  private static LimitsChange limits(Limits limits) {
    return LimitsChange.to(limits);
  }

  @Test
  void switchingOnMakesExactlyOneProviderNamedLikeTheIntegration() {
    provision(Provision.of(integration).with(on(world.red)));

    AiProvider provider = world.onlyProviderIn(world.red);
    assertThat(provider.slug()).isEqualTo(integration.slug());
    assertThat(provider.name()).isEqualTo("OpenAI");
    assertThat(provider.origin()).isEqualTo(ProviderOrigin.PROVISIONED);
    assertThat(provider.note()).contains("Created automatically on integration access grant");
    assertThat(world.providersIn(world.blue)).isEmpty();
  }

  @Test
  void switchingOnAgainBringsTheSameProviderBack() {
    provision(Provision.of(integration).with(on(world.red)));
    AiProvider first = world.onlyProviderIn(world.red);
    provision(Provision.of(integration).with(off(world.red)));
    assertThat(grant(world.red).enabled()).isFalse();
    assertThat(world.onlyProviderIn(world.red)).isEqualTo(first);

    provision(Provision.of(integration).with(on(world.red)));

    assertThat(grant(world.red).enabled()).isTrue();
    assertThat(world.onlyProviderIn(world.red)).isEqualTo(first);
  }

  @Test
  void changingALimitDoesNotBringBackAProviderThatWasDeleted() {
    provision(Provision.of(integration).with(on(world.red)));
    world.providers.delete(world.onlyProviderIn(world.red).id());

    provision(Provision.of(integration).with(on(world.red).budget(dollars(5))));
    assertThat(world.providersIn(world.red)).isEmpty();

    provision(Provision.of(integration).with(off(world.red)));
    provision(Provision.of(integration).with(on(world.red)));
    assertThat(world.providersIn(world.red)).containsExactly("openai");
  }

  @Test
  void theProviderTakesAFreeSlugInItsWorkspace() {
    Integration other = value(world.useCases.create().handle(world.admin(), openAi("X").build()));
    provision(Provision.of(integration).with(on(world.red)));
    provision(Provision.of(other).with(on(world.red).providerSlug("openai")));

    assertThat(world.providersIn(world.red)).containsExactlyInAnyOrder("openai", "openai-2");
  }

  @Test
  void leavesOutTheProviderWhereItIsNotWanted() {
    provision(Provision.of(integration).with(on(world.red).withoutProvider(), on(world.blue)));

    assertThat(world.providersIn(world.red)).isEmpty();
    assertThat(world.providersIn(world.blue)).hasSize(1);
  }

  @Test
  void whatTheIntegrationSaidOfItsProvidersHoldsUntilItIsOverruled() {
    Integration quiet =
        value(
            world
                .useCases
                .create()
                .handle(
                    world.admin(), openAi("Quiet").withoutProvider().providerSlug("q").build()));

    provision(Provision.of(quiet).with(on(world.red)));

    assertThat(world.providersIn(world.red)).isEmpty();
  }

  @Test
  void doesAllOfItOrNothing() {
    Provision half = Provision.of(integration).with(on(world.red), on(world.blue), on(world.green));

    assertThat(refusal(provision(half))).isEqualTo(new CatalogError.NotFound("workspace", "green"));
    assertThat(world.store.grants).isEmpty();
    assertThat(world.store.providers).isEmpty();
  }

  @Test
  void switchingOffWhatWasNeverOnDoesNothing() {
    value(provision(Provision.of(integration).with(off(world.red))));

    assertThat(world.store.grants).isEmpty();
  }

  @Test
  void aWorkspaceMayHaveLimitsOfItsOwnAndFollowsTheGlobalOnesOtherwise() {
    Limits global = new Limits(List.of(dollars(100)), List.of(requestsPerMinute(60)));
    provision(
        Provision.of(integration)
            .global(false, limits(global))
            .with(on(world.red), on(world.blue).budget(dollars(7))));
    Integration now = world.now(integration);

    assertThat(grant(world.red).ownLimits()).isEmpty();
    assertThat(grant(world.red).limits(now)).isEqualTo(global);
    assertThat(grant(world.blue).limits(now))
        .isEqualTo(new Limits(List.of(dollars(7)), List.of(requestsPerMinute(60))));
  }

  @Test
  void clearedLimitsFollowTheGlobalOnesAgain() {
    provision(Provision.of(integration).with(on(world.red).budget(dollars(7))));

    provision(Provision.of(integration).with(on(world.red).clearLimits()));

    assertThat(grant(world.red).ownLimits()).isEmpty();
  }

  @Test
  void limitsThatAreNotMentionedStay() {
    provision(
        Provision.of(integration)
            .with(on(world.red).budget(dollars(7)).rate(requestsPerMinute(5))));

    provision(Provision.of(integration).with(on(world.red).rate(requestsPerMinute(9))));

    assertThat(grant(world.red).ownLimits())
        .contains(new Limits(List.of(dollars(7)), List.of(requestsPerMinute(9))));
  }

  @Test
  void resettingUsageStartsANewCounter() {
    provision(Provision.of(integration).with(on(world.red)));

    provision(Provision.of(integration).with(on(world.red).resetUsage()));

    assertThat(grant(world.red).usageEpoch()).isEqualTo(1);
    assertThat(grant(world.red).lastResetAt()).contains(NOON);
  }

  @Test
  void overridingGivesEveryWorkspaceTheGlobalAccess() {
    provision(Provision.of(integration).with(on(world.red).budget(dollars(7))));
    Limits global = new Limits(List.of(dollars(100)), List.of());

    provision(Provision.of(integration).global(true, limits(global)).overriding());

    Integration now = world.now(integration);
    assertThat(grant(world.red).limits(now)).isEqualTo(global);
    assertThat(grant(world.blue).limits(now)).isEqualTo(global);
    assertThat(world.providersIn(world.blue)).containsExactly("openai");
    assertThat(world.providersIn(world.green)).isEmpty();
  }

  @Test
  void overridingCanTakeAccessFromAllButThoseNamed() {
    provision(Provision.of(integration).with(on(world.red), on(world.blue)));

    provision(
        Provision.of(integration)
            .global(false, LimitsChange.NONE)
            .overriding()
            .with(on(world.blue)));

    assertThat(grant(world.red).enabled()).isFalse();
    assertThat(grant(world.blue).enabled()).isTrue();
    assertThat(world.providersIn(world.blue)).containsExactly("openai");
  }

  @Test
  void overridingNeedsToSayWith() {
    assertThat(refusal(provision(Provision.of(integration).overriding())))
        .hasFieldOrPropertyWithValue("field", "override_existing_workspace_access");
  }

  @Test
  void withoutOverridingTheGlobalAccessIsForNewWorkspaces() {
    provision(Provision.of(integration).global(true, LimitsChange.NONE));
    assertThat(world.store.grants).isEmpty();

    Workspace fresh = value(world.workspaces.save(aWorkspace().named("New").build()));
    world.useCases.provisionDefaults().provision(fresh, new ActorId("someone"));

    assertThat(grant(fresh).enabled()).isTrue();
    assertThat(world.onlyProviderIn(fresh).origin()).isEqualTo(ProviderOrigin.PROVISIONED);
  }

  @Test
  void newWorkspacesGetOnlyWhatIsForAll() {
    world.connected("Not for all");
    provision(Provision.of(integration).global(true, LimitsChange.NONE));
    provision(Provision.of(integration).withoutGlobal());

    Workspace fresh = value(world.workspaces.save(aWorkspace().named("New").build()));
    world.useCases.provisionDefaults().provision(fresh, new ActorId("someone"));

    assertThat(world.integrations.grantsTo(fresh.id())).isEmpty();
  }

  @Test
  void anIntegrationOfAWorkspaceStaysThere() {
    Integration own =
        value(world.useCases.create().handle(world.admin(), openAi("Own").in(world.red).build()));

    assertThat(refusal(provision(Provision.of(own).with(on(world.blue)))))
        .isInstanceOf(CatalogError.NotPermitted.class);
    assertThat(refusal(provision(Provision.of(own).global(true, LimitsChange.NONE))))
        .isInstanceOf(CatalogError.NotPermitted.class);
    value(provision(Provision.of(own).with(on(world.red).budget(dollars(3)))));
    assertThat(world.grant(own, world.red).orElseThrow().ownLimits()).isPresent();
  }

  @Test
  void aWorkspaceCannotProvisionAnythingOfTheOrganizationToItself() {
    assertThat(
            refusal(
                world
                    .useCases
                    .provision()
                    .handle(
                        world.keyOf(world.red),
                        Provision.of(integration).with(on(world.red)).build())))
        .isEqualTo(new CatalogError.NotFound("integration", "openai"));

    world.provisioned(integration, world.red);
    assertThat(
            refusal(
                world
                    .useCases
                    .provision()
                    .handle(
                        world.keyOf(world.red),
                        Provision.of(integration).with(on(world.red).clearLimits()).build())))
        .isInstanceOf(CatalogError.NotPermitted.class);
  }

  @Test
  void refusesAWorkspaceMentionedTwice() {
    assertThat(refusal(provision(Provision.of(integration).with(on(world.red), off(world.red)))))
        .hasFieldOrPropertyWithValue("field", "workspaces[1].id");
  }

  @Test
  void announcesEveryWorkspaceThatHasTheIntegration() {
    provision(Provision.of(integration).with(on(world.red)));
    world.changes.clear();

    provision(Provision.of(integration).with(on(world.blue)));

    assertThat(world.changes)
        .singleElement()
        .satisfies(
            change ->
                assertThat(change.workspaces()).isEqualTo(Set.of(world.red.id(), world.blue.id())));
  }

  @Test
  void listsWhereItIsAndAWorkspaceKeySeesItsOwnAlone() {
    provision(Provision.of(integration).with(on(world.red), on(world.blue)));
    ListIntegrationWorkspaces.Query query =
        new ListIntegrationWorkspaces.Query(
            "openai", io.modelcatalog.application.port.persistence.Page.Request.FIRST);

    assertThat(value(world.useCases.workspaces().handle(world.admin(), query)).grants().items())
        .extracting(granted -> granted.workspace().slug().value())
        .containsExactly("red", "blue");
    assertThat(
            value(world.useCases.workspaces().handle(world.keyOf(world.blue), query))
                .grants()
                .items())
        .extracting(granted -> granted.workspace().slug().value())
        .containsExactly("blue");
  }
}
