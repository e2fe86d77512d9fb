package io.modelcatalog.domain.integration;

import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.model;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.domain.limit.ModelAccess;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class InheritanceTest {
  private final Workspace workspace = aWorkspace().build();

  @Test
  void aGrantWithoutLimitsOfItsOwnHasTheIntegrationsForAllWorkspaces() {
    Integration integration =
        anIntegration()
            .givingEachWorkspace(dollars(100))
            .givingEachWorkspace(requestsPerMinute(7))
            .build();

    assertThat(aGrant(integration, workspace).build().limits(integration))
        .isEqualTo(integration.workspaceDefaults().limits());
  }

  @Test
  void limitsOfItsOwnReplaceTheIntegrationsAltogether() {
    Integration integration =
        anIntegration()
            .givingEachWorkspace(dollars(100))
            .givingEachWorkspace(requestsPerMinute(7))
            .build();
    WorkspaceGrant grant = aGrant(integration, workspace).withBudget(dollars(500)).build();

    assertThat(grant.limits(integration).budgets()).containsExactly(dollars(500));
    assertThat(grant.limits(integration).rateLimits()).isEmpty();
  }

  @Test
  void anIntegrationThatAllowsAllLetsThroughAllButTheDisabled() {
    ModelAccess access = anIntegration().disabling("o3").build().models().access();

    assertThat(access.allows(model("o3"))).isFalse();
    assertThat(access.allows(model("anything"))).isTrue();
  }

  @Test
  void anIntegrationThatDoesNotAllowAllLetsThroughTheEnabledAlone() {
    ModelAccess access = anIntegration().allowing("o3").build().models().access();

    assertThat(access.allows(model("o3"))).isTrue();
    assertThat(access.allows(model("anything"))).isFalse();
  }

  @Test
  void switchingAllowAllKeepsWhatWasSaidOfSingleModels() {
    IntegrationModels models =
        IntegrationModels.ALL.merged(
            List.of(
                IntegrationModel.listed(model("on"), true),
                IntegrationModel.listed(model("off"), false)));

    assertThat(models.access())
        .isEqualTo(new ModelAccess.AllExcept(java.util.Set.of(model("off"))));
    assertThat(models.allowingAll(false).access())
        .isEqualTo(new ModelAccess.Only(java.util.Set.of(model("on"))));
    assertThat(models.allowingAll(false).allowingAll(true)).isEqualTo(models);
  }

  @Test
  void mergingReplacesByNameAndKeepsTheOrderInWhichModelsWereFirstGiven() {
    IntegrationModels models =
        IntegrationModels.ALL
            .merged(List.of(listed("b", true), listed("a", true)))
            .merged(List.of(listed("c", true), listed("b", false)));

    assertThat(models.models().keySet()).containsExactly(model("b"), model("a"), model("c"));
    assertThat(models.find(model("b"))).contains(listed("b", false));
    assertThat(models.without(List.of(model("b"), model("never"))).models().keySet())
        .containsExactly(model("a"), model("c"));
  }

  @Test
  void theListCannotBeChangedFromOutside() {
    LinkedHashMap<ModelSlug, IntegrationModel> given = new LinkedHashMap<>();
    IntegrationModels models = new IntegrationModels(true, given);

    given.put(model("a"), listed("a", false));

    assertThat(models.models()).isEmpty();
    assertThatThrownBy(() -> models.models().put(model("a"), listed("a", false)))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void anIntegrationKnowsTheWorkspaceItWasMadeIn() {
    assertThat(anIntegration().madeIn(workspace).build().workspace()).contains(workspace.id());
    assertThat(anIntegration().build().workspace()).isEmpty();
  }

  @Test
  void aProviderExpiresAtTheVeryInstant() {
    var provider =
        aProvider(aGrant(anIntegration().build(), workspace).build()).expiringAt(NOON).build();

    assertThat(provider.expiredAt(NOON.minusNanos(1))).isFalse();
    assertThat(provider.expiredAt(NOON)).isTrue();
  }

  @Test
  void namesArePresentAndNotTooLong() {
    for (String name : List.of("", "   ", "x".repeat(256))) {
      assertThatThrownBy(() -> anIntegration().named(name).build())
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> aWorkspace().named(name).build())
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () ->
                  aProvider(aGrant(anIntegration().build(), workspace).build()).named(name).build())
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static IntegrationModel listed(String name, boolean enabled) {
    return IntegrationModel.listed(model(name), enabled);
  }
}
