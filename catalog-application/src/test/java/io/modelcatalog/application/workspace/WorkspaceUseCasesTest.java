package io.modelcatalog.application.workspace;

import static io.modelcatalog.application.TestCatalog.administrator;
import static io.modelcatalog.application.TestCatalog.administratorWith;
import static io.modelcatalog.application.TestCatalog.faultyField;
import static io.modelcatalog.application.TestCatalog.memberOf;
import static io.modelcatalog.application.TestCatalog.ok;
import static io.modelcatalog.application.TestCatalog.refusal;
import static io.modelcatalog.application.TestCatalog.stranger;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.acme;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.TestCatalog;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WorkspaceUseCasesTest {
  private final TestCatalog catalog = new TestCatalog();
  private final List<Workspace> provisioned = new ArrayList<>();
  private final WorkspaceUseCases useCases =
      useCases((workspace, by) -> provisioned.add(workspace));

  @BeforeEach
  void registerTheOrganization() {
    catalog.save(acme());
  }

  @Nested
  class Creating {
    @Test
    void makesAWorkspaceWithASlugOfItsNameAndAnnouncesIt() {
      Workspace made = ok(create(administrator(), "Data Science"));

      assertThat(made.slug().value()).matches("ws-datasc-[0-9a-f]{6}");
      assertThat(made.isDefault()).isFalse();
      assertThat(catalog.workspaces.find(made.id())).contains(made);
      assertThat(catalog.announced)
          .containsExactly(CatalogChange.of(made.organization(), made.id()));
    }

    @Test
    void twoWorkspacesOfOneNameHaveDifferentSlugs() {
      Workspace one = ok(create(administrator(), "Same"));
      Workspace other = ok(create(administrator(), "Same"));

      assertThat(one.slug()).isNotEqualTo(other.slug());
    }

    @Test
    void aNameWithoutLatinLettersStillGetsASlug() {
      assertThat(ok(create(administrator(), "研究")).slug().value()).matches("ws-team-[0-9a-f]{6}");
    }

    @Test
    void givesItWhatEveryNewWorkspaceGets() {
      Workspace made = ok(create(administrator(), "Data"));

      assertThat(provisioned).containsExactly(made);
    }

    @Test
    void makesNothingWhenWhatEveryNewWorkspaceGetsFails() {
      WorkspaceUseCases failing =
          useCases(
              (workspace, by) -> {
                throw new IllegalStateException("no");
              });

      assertThatThrownBy(
              () ->
                  failing
                      .create()
                      .handle(
                          administrator(),
                          new CreateWorkspace.Command(
                              "Data", Optional.empty(), Settings.NONE, LimitsChange.NONE)))
          .hasMessage("no");
      assertThat(catalog.store.workspaces).isEmpty();
      assertThat(catalog.announced).isEmpty();
    }

    @Test
    void needsTheScope() {
      assertThat(refusal(create(administratorWith("workspaces.list"), "Data")))
          .isEqualTo(new CatalogError.Forbidden("workspaces.create"));
    }

    @Test
    void isForKeysOfTheOrganizationAlone() {
      Workspace home = catalog.save(aWorkspace().build());

      assertThat(refusal(create(memberOf(home), "Data")))
          .isInstanceOf(CatalogError.NotPermitted.class);
    }

    @Test
    void refusesABlankName() {
      assertThat(faultyField(create(administrator(), "  "))).isEqualTo("name");
    }

    @Test
    void refusesMetadataThatIsNotShortText() {
      for (Object metadata :
          List.of("text", Map.of("team", 7L), Map.of("team", "x".repeat(129)), List.of("a"))) {
        assertThat(
                faultyField(
                    useCases
                        .create()
                        .handle(
                            administrator(),
                            new CreateWorkspace.Command(
                                "Data",
                                Optional.empty(),
                                Settings.of(Map.of("metadata", metadata)),
                                LimitsChange.NONE))))
            .isEqualTo("defaults.metadata");
      }
    }

    @Test
    void refusesABudgetWhoseNextResetHasPassed() {
      Budget late =
          new Budget(
              BudgetUnit.COST,
              1,
              OptionalLong.empty(),
              new ResetPeriod.Never(),
              Optional.of(catalog.instant()));

      assertThat(
              faultyField(
                  useCases
                      .create()
                      .handle(
                          administrator(),
                          new CreateWorkspace.Command(
                              "Data",
                              Optional.empty(),
                              Settings.NONE,
                              LimitsChange.to(new Limits(List.of(late), List.of()))))))
          .isEqualTo("usage_limits.next_usage_reset_at");
    }
  }

  @Nested
  class Finding {
    private final Workspace workspace =
        catalog.save(aWorkspace().withSlug("ws-one-000001").build());

    @Test
    void byIdAndBySlug() {
      assertThat(ok(find(administrator(), workspace.id().toString()))).isEqualTo(workspace);
      assertThat(ok(find(administrator(), "ws-one-000001"))).isEqualTo(workspace);
    }

    @Test
    void anotherTenantsWorkspaceAnswersLikeOneThatDoesNotExist() {
      assertThat(refusal(find(stranger(), workspace.id().toString())))
          .isEqualTo(new CatalogError.NotFound("workspace", workspace.id().toString()));
      assertThat(refusal(find(stranger(), "ws-none-000000")))
          .isEqualTo(new CatalogError.NotFound("workspace", "ws-none-000000"));
    }

    @Test
    void aWorkspaceKeySeesItsOwnAndNoOther() {
      Workspace other = catalog.save(aWorkspace().named("Other").build());

      assertThat(ok(find(memberOf(workspace), workspace.id().toString()))).isEqualTo(workspace);
      assertThat(refusal(find(memberOf(workspace), other.id().toString())))
          .isInstanceOf(CatalogError.NotFound.class);
      assertThat(ok(list(memberOf(workspace))).items()).containsExactly(workspace);
      assertThat(ok(list(administrator())).items()).containsExactlyInAnyOrder(workspace, other);
    }

    private Result<Workspace, CatalogError> find(Actor actor, String ref) {
      return useCases.find().handle(actor, new FindWorkspace.Query(ref));
    }

    private Result<Page<Workspace>, CatalogError> list(Actor actor) {
      return useCases
          .list()
          .handle(
              actor,
              new ListWorkspaces.Query(Optional.empty(), Optional.empty(), Page.Request.FIRST));
    }
  }

  @Nested
  class Changing {
    private final Workspace workspace =
        catalog.save(
            aWorkspace()
                .withBudget(dollars(100))
                .withRateLimit(requestsPerMinute(10))
                .withDefaults(Settings.of(Map.of("metadata", Map.of("team", "a"))))
                .build());

    @Test
    void keepsWhatIsNotMentioned() {
      Workspace changed =
          ok(change(administrator(), command(Optional.of("Renamed"), LimitsChange.NONE, false)));

      assertThat(changed.name()).isEqualTo("Renamed");
      assertThat(changed.limits()).isEqualTo(workspace.limits());
      assertThat(changed.defaults()).isEqualTo(workspace.defaults());
      assertThat(changed.slug()).isEqualTo(workspace.slug());
      assertThat(catalog.announced)
          .containsExactly(CatalogChange.of(workspace.organization(), workspace.id()));
    }

    @Test
    void clearsTheBudgetsAndKeepsTheRateLimits() {
      Workspace changed =
          ok(
              change(
                  administrator(),
                  command(
                      Optional.empty(), new LimitsChange(Change.clear(), Change.keep()), false)));

      assertThat(changed.limits().budgets()).isEmpty();
      assertThat(changed.limits().rateLimits()).containsExactly(requestsPerMinute(10));
    }

    @Test
    void resettingTheUsageStartsNewCounters() {
      catalog.pass(Duration.ofHours(1));

      Workspace changed =
          ok(change(administrator(), command(Optional.empty(), LimitsChange.NONE, true)));

      assertThat(changed.usageEpoch()).isEqualTo(1);
      assertThat(changed.lastResetAt()).contains(catalog.instant());
    }

    @Test
    void aWorkspaceKeyCannotLiftWhatHoldsIt() {
      Actor member = memberOf(workspace);

      assertThat(
              refusal(
                  change(
                      member,
                      command(
                          Optional.empty(),
                          new LimitsChange(Change.clear(), Change.keep()),
                          false))))
          .isInstanceOf(CatalogError.NotPermitted.class);
      assertThat(refusal(change(member, command(Optional.empty(), LimitsChange.NONE, true))))
          .isInstanceOf(CatalogError.NotPermitted.class);
      assertThat(ok(change(member, command(Optional.of("Mine"), LimitsChange.NONE, false))).name())
          .isEqualTo("Mine");
    }

    private ChangeWorkspace.Command command(
        Optional<String> name, LimitsChange limits, boolean resetUsage) {
      return new ChangeWorkspace.Command(
          workspace.id().toString(), name, Change.keep(), Change.keep(), limits, resetUsage);
    }

    private Result<Workspace, CatalogError> change(Actor actor, ChangeWorkspace.Command command) {
      return useCases.change().handle(actor, command);
    }
  }

  @Nested
  class Deleting {
    private final Workspace workspace = catalog.save(aWorkspace().named("Team A").build());

    @Test
    void deletesAnEmptyWorkspace() {
      ok(delete(administrator(), "Team A", false));

      assertThat(catalog.workspaces.find(workspace.id())).isEmpty();
      assertThat(catalog.announced)
          .containsExactly(CatalogChange.of(workspace.organization(), workspace.id()));
    }

    @Test
    void needsTheExactName() {
      for (String name : List.of("team a", "Team A ", "Team", "")) {
        assertThat(faultyField(delete(administrator(), name, true))).isEqualTo("name");
      }
      assertThat(catalog.workspaces.find(workspace.id())).isPresent();
    }

    @Test
    void neverDeletesTheDefaultWorkspace() {
      Workspace first = catalog.save(aWorkspace().named("First").asDefault().build());

      assertThat(
              refusal(
                  useCases
                      .delete()
                      .handle(
                          administrator(),
                          new DeleteWorkspace.Command(first.id().toString(), "First", true))))
          .isInstanceOf(CatalogError.NotPermitted.class);
    }

    @Test
    void isForKeysOfTheOrganizationAlone() {
      assertThat(refusal(delete(memberOf(workspace), "Team A", true)))
          .isInstanceOf(CatalogError.NotPermitted.class);
    }

    @Test
    void refusesWhileItOwnsThingsAndCountsThem() {
      WorkspaceGrant grant = grantOf(catalog.save(anIntegration().build()));
      catalog.save(aProvider(grant).build());
      catalog.save(aKeyOf(workspace).build());

      assertThat(refusal(delete(administrator(), "Team A", false)))
          .isInstanceOfSatisfying(
              CatalogError.InUse.class,
              why -> assertThat(why.by()).contains("1 provider", "1 API key", "force_delete"));
      assertThat(catalog.workspaces.find(workspace.id())).isPresent();
    }

    @Test
    void byForceDeletesAllItOwnsAndNothingElse() {
      Integration shared = catalog.save(anIntegration().build());
      catalog.save(aProvider(grantOf(shared)).build());
      CredentialRef secret = storeSecret();
      Integration own = catalog.save(withSecret(secret));
      catalog.save(aProvider(grantOf(own)).withSlug("own").build());
      catalog.save(aKeyOf(workspace).build());
      Workspace other = catalog.save(aWorkspace().named("Other").build());
      catalog.save(aProvider(catalog.save(aGrant(shared, other).build())).withSlug("kept").build());

      ok(delete(administrator(), "Team A", true));

      assertThat(catalog.workspaces.find(workspace.id())).isEmpty();
      assertThat(catalog.keys.in(workspace.id())).isEmpty();
      assertThat(catalog.providers.in(workspace.id())).isEmpty();
      assertThat(catalog.integrations.all(workspace.organization())).containsExactly(shared);
      assertThat(catalog.store.credentials).isEmpty();
      assertThat(catalog.providers.in(other.id())).hasSize(1);
    }

    private CredentialRef storeSecret() {
      return catalog.vault.store(
          workspace.organization(),
          anIntegration().build().id(),
          Optional.empty(),
          Credentials.key(SecretText.of("sk-of-the-team")));
    }

    private Integration withSecret(CredentialRef secret) {
      Integration plain = anIntegration().madeIn(workspace).withSlug("own").build();
      return new Integration(
          plain.id(),
          plain.organization(),
          plain.origin(),
          plain.slug(),
          plain.name(),
          plain.description(),
          plain.kind(),
          plain.configuration(),
          Optional.of(secret),
          plain.models(),
          plain.workspaceDefaults(),
          plain.pool(),
          plain.extras(),
          plain.tags(),
          plain.audit(),
          plain.version());
    }

    private WorkspaceGrant grantOf(Integration integration) {
      return catalog.save(aGrant(integration, workspace).build());
    }

    private Result<Workspace, CatalogError> delete(Actor actor, String name, boolean force) {
      return useCases
          .delete()
          .handle(actor, new DeleteWorkspace.Command(workspace.id().toString(), name, force));
    }
  }

  private Result<Workspace, CatalogError> create(Actor actor, String name) {
    return useCases
        .create()
        .handle(
            actor,
            new CreateWorkspace.Command(name, Optional.empty(), Settings.NONE, LimitsChange.NONE));
  }

  private WorkspaceUseCases useCases(ProvisionDefaults defaults) {
    return WorkspaceUseCases.of(
        catalog.organizations,
        catalog.workspaces,
        catalog.providers,
        catalog.keys,
        catalog.integrations,
        catalog.configs,
        catalog.vault,
        defaults,
        catalog.unitOfWork,
        catalog.events,
        catalog.ids,
        catalog);
  }
}
