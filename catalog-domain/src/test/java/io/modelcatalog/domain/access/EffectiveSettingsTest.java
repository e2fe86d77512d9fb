package io.modelcatalog.domain.access;

import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Declared;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EffectiveSettingsTest {

  @Test
  void everyLevelsBudgetCountsAndSaysWhoseItIs() {
    Integration integration = anIntegration().givingEachWorkspace(dollars(100)).build();
    Workspace workspace = aWorkspace().withBudget(dollars(80)).build();
    WorkspaceGrant grant = aGrant(integration, workspace).withBudget(dollars(90)).build();
    AiProvider provider = aProvider(grant).withBudget(dollars(70)).build();
    ApiKey key = aKeyOf(workspace).withBudget(dollars(60)).build();

    EffectiveSettings settings =
        EffectiveSettings.of(integration, grant, workspace, provider, Optional.of(key));

    assertThat(settings.budgets())
        .containsExactlyInAnyOrder(
            new Declared<>(dollars(90), Level.GRANT),
            new Declared<>(dollars(80), Level.WORKSPACE),
            new Declared<>(dollars(70), Level.PROVIDER),
            new Declared<>(dollars(60), Level.API_KEY));
  }

  @Test
  void anInheritedDefaultSaysThatTheIntegrationSetIt() {
    Integration integration = anIntegration().givingEachWorkspace(requestsPerMinute(5)).build();
    Workspace workspace = aWorkspace().build();
    WorkspaceGrant grant = aGrant(integration, workspace).build();

    EffectiveSettings settings =
        EffectiveSettings.of(
            integration, grant, workspace, aProvider(grant).build(), Optional.empty());

    assertThat(settings.rateLimits())
        .containsExactly(new Declared<>(requestsPerMinute(5), Level.INTEGRATION_DEFAULT));
    assertThat(settings.budgets()).isEmpty();
  }

  @Test
  void eachLevelsModelListIsKeptApartSoThatARefusalCanNameIt() {
    Integration integration = anIntegration().allowing("a", "b", "c").build();
    Workspace workspace = aWorkspace().build();
    WorkspaceGrant grant = aGrant(integration, workspace).allowing("a", "b").build();
    AiProvider provider = aProvider(grant).allowing("a").build();

    EffectiveSettings settings =
        EffectiveSettings.of(integration, grant, workspace, provider, Optional.empty());

    assertThat(settings.models())
        .extracting(Declared::level)
        .containsExactly(Level.INTEGRATION, Level.GRANT, Level.PROVIDER);
  }

  @Test
  void theEarliestExpiryHolds() {
    Integration integration = anIntegration().build();
    Workspace workspace = aWorkspace().build();
    WorkspaceGrant grant = aGrant(integration, workspace).build();
    Instant early = NOON;
    Instant late = NOON.plusSeconds(1);

    assertThat(
            EffectiveSettings.of(
                    integration,
                    grant,
                    workspace,
                    aProvider(grant).expiringAt(late).build(),
                    Optional.of(aKeyOf(workspace).expiringAt(early).build()))
                .expiry())
        .contains(new Declared<>(early, Level.API_KEY));
    assertThat(
            EffectiveSettings.of(
                    integration,
                    grant,
                    workspace,
                    aProvider(grant).expiringAt(early).build(),
                    Optional.of(aKeyOf(workspace).expiringAt(late).build()))
                .expiry())
        .contains(new Declared<>(early, Level.PROVIDER));
    assertThat(
            EffectiveSettings.of(
                    integration, grant, workspace, aProvider(grant).build(), Optional.empty())
                .expiry())
        .isEmpty();
  }
}
