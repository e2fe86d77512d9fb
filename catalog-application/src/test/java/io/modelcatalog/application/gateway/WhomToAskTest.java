package io.modelcatalog.application.gateway;

import static io.modelcatalog.application.gateway.GatewayWorld.chat;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aPolicy;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.gateway.Denial.Ask;
import io.modelcatalog.domain.fixtures.GrantBuilder;
import io.modelcatalog.domain.fixtures.IntegrationBuilder;
import io.modelcatalog.domain.fixtures.PolicyBuilder;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A refusal sends people to those who can change what refused. */
class WhomToAskTest {
  private static final String KEY = "key-1";

  private final GatewayWorld world = new GatewayWorld();
  private final Workspace workspace = world.put(aWorkspace().build());

  @Test
  void thePolicyOfAWorkspaceIsChangedByItsAdmins() {
    Denial denial = deniedBy(aPolicy().in(workspace));

    assertThat(denial.level()).isEqualTo(Level.POLICY);
    assertThat(denial.ask()).isEqualTo(Ask.WORKSPACE_ADMINS);
    assertThat(denial.message()).endsWith("a workspace admin can raise it");
  }

  @Test
  void aPolicyOfTheOrganizationIsChangedByThoseOfTheOrganization() {
    Denial denial = deniedBy(aPolicy());

    assertThat(denial.level()).isEqualTo(Level.POLICY);
    assertThat(denial.ask()).isEqualTo(Ask.ORGANIZATION_ADMINS);
    assertThat(denial.message()).endsWith("an organization admin can raise it");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void thePoolOfAnIntegrationIsItsOwners(boolean ofWorkspace) {
    connected(
        ofWorkspace,
        integration -> integration.pooling(new Limits(List.of(), List.of(requestsPerMinute(0)))),
        grant -> {});

    assertAsks(Level.INTEGRATION, ofWorkspace);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theLimitsOfAWorkspaceAtAnIntegrationAreTheOwnersOfTheIntegration(boolean ofWorkspace) {
    connected(ofWorkspace, integration -> {}, grant -> grant.withRateLimit(requestsPerMinute(0)));

    assertAsks(Level.GRANT, ofWorkspace);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anIntegrationIsSwitchedOnByItsOwners(boolean ofWorkspace) {
    connected(ofWorkspace, integration -> {}, GrantBuilder::switchedOff);

    assertAsks(Level.GRANT, ofWorkspace);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theModelListOfAnIntegrationIsItsOwners(boolean ofWorkspace) {
    connected(ofWorkspace, integration -> integration.allowing("another"), grant -> {});

    assertAsks(Level.INTEGRATION, ofWorkspace);
  }

  @Test
  void theLimitsOfAWorkspaceAreTheOrganizations() {
    Workspace limited =
        world.put(aWorkspace().withSlug("limited").withRateLimit(requestsPerMinute(0)).build());
    world.put(
        aProvider(world.put(aGrant(world.put(anIntegration().build()), limited).build())).build());
    world.put(aKeyOf(limited), KEY);
    world.load();

    assertAsks(Level.WORKSPACE, false);
  }

  private void assertAsks(Level level, boolean workspaceAdmins) {
    Denial denial = world.denied(chat(KEY, "openai-prod", "gpt-4o", 1));
    Ask expected = workspaceAdmins ? Ask.WORKSPACE_ADMINS : Ask.ORGANIZATION_ADMINS;
    assertThat(denial.level()).isEqualTo(level);
    assertThat(denial.ask()).isEqualTo(expected);
    if (denial.message().contains(" admin")) {
      assertThat(denial.message()).contains(expected.words());
    }
  }

  private Denial deniedBy(PolicyBuilder policy) {
    connected(false, integration -> {}, grant -> {});
    world.put(policy.allowing(requestsPerMinute(0)).build());
    world.load();
    return world.denied(chat(KEY, "openai-prod", "gpt-4o", 1));
  }

  private void connected(
      boolean ofWorkspace, Consumer<IntegrationBuilder> has, Consumer<GrantBuilder> gives) {
    IntegrationBuilder integration = anIntegration();
    if (ofWorkspace) {
      integration.madeIn(workspace);
    }
    has.accept(integration);
    GrantBuilder grant = aGrant(world.put(integration.build()), workspace);
    gives.accept(grant);
    world.put(aProvider(world.put(grant.build())).build());
    world.put(aKeyOf(workspace), KEY);
    world.load();
  }
}
