package io.modelcatalog.application.integration;

import static io.modelcatalog.application.integration.IntegrationWorld.openAi;
import static io.modelcatalog.application.integration.IntegrationWorld.refusal;
import static io.modelcatalog.application.integration.IntegrationWorld.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.integration.IntegrationWorld.Order;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationOrigin;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.provider.ProviderOrigin;
import io.modelcatalog.domain.shared.Result;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CreateIntegrationTest {
  private final IntegrationWorld world = new IntegrationWorld();

  private Result<Integration, CatalogError> create(Actor actor, Order order) {
    return world.useCases.create().handle(actor, order.build());
  }

  @Test
  void belongsToTheOrganizationUnlessAWorkspaceIsNamed() {
    Integration integration = value(create(world.admin(), openAi("OpenAI prod")));

    assertThat(integration.origin()).isInstanceOf(IntegrationOrigin.OwnedByOrganization.class);
    assertThat(integration.slug().value()).isEqualTo("openai-prod");
    assertThat(world.integrations.grantsOf(integration.id())).isEmpty();
    assertThat(world.providersIn(world.red)).isEmpty();
  }

  @Test
  void keepsTheKeyInTheVaultAndOnlyAMaskOnTheIntegration() {
    Integration integration = value(create(world.admin(), openAi("OpenAI")));

    assertThat(world.secretsOf(integration.id())).isEqualTo(Map.of("key", "sk-abcdefghijkl"));
    assertThat(integration.toString()).doesNotContain("abcdefghijkl").contains("sk*****jkl");
  }

  @Test
  void movesSecretSettingsIntoTheVault() {
    Integration integration =
        value(
            create(
                world.admin(),
                new Order("Azure", "azure-openai")
                    .key("azure-key-0000")
                    .set("azure_resource_name", "acme")
                    .set("azure_secret", "entra-secret-0000")));

    assertThat(integration.configuration().values())
        .containsExactly(Map.entry("azure_resource_name", "acme"));
    assertThat(world.secretsOf(integration.id()))
        .isEqualTo(Map.of("key", "azure-key-0000", "azure_secret", "entra-secret-0000"));
  }

  @Test
  void makesAFreeSlugOfTheName() {
    create(world.admin(), openAi("OpenAI"));
    create(world.admin(), openAi("OpenAI"));
    Integration third = value(create(world.admin(), openAi("OpenAI")));

    assertThat(third.slug().value()).isEqualTo("openai-3");
  }

  @Test
  void refusesASlugThatIsTaken() {
    create(world.admin(), openAi("OpenAI").slug("prod"));

    assertThat(refusal(create(world.admin(), openAi("Again").slug("prod"))))
        .isEqualTo(new CatalogError.SlugTaken("slug", "prod"));
  }

  @Test
  void letsTwoTenantsUseTheSameSlug() {
    create(world.admin(), openAi("OpenAI").slug("prod"));

    assertThat(value(create(world.stranger(), openAi("OpenAI").slug("prod"))).slug().value())
        .isEqualTo("prod");
  }

  @Test
  void inAWorkspaceMakesAGrantAndAnExclusiveProviderAlongWithIt() {
    Integration integration = value(create(world.admin(), openAi("Own").in(world.red)));

    AiProvider provider = world.onlyProviderIn(world.red);
    assertThat(integration.workspace()).contains(world.red.id());
    assertThat(world.grant(integration, world.red).orElseThrow().enabled()).isTrue();
    assertThat(provider.origin()).isEqualTo(ProviderOrigin.EXCLUSIVE);
    assertThat(provider.slug().value()).isEqualTo("own");
    assertThat(world.providersIn(world.blue)).isEmpty();
  }

  @Test
  void aWorkspaceKeyImpliesItsWorkspace() {
    Integration integration = value(create(world.keyOf(world.blue), openAi("Own")));

    assertThat(integration.workspace()).contains(world.blue.id());
  }

  @Test
  void aWorkspaceKeyCannotConnectForAnotherWorkspace() {
    assertThat(refusal(create(world.keyOf(world.blue), openAi("Own").in(world.red))))
        .isEqualTo(new CatalogError.NotFound("workspace", "red"));
  }

  @Test
  void theWorkspaceOfAnotherTenantDoesNotExist() {
    assertThat(refusal(create(world.admin(), openAi("Own").in(world.green))))
        .isEqualTo(new CatalogError.NotFound("workspace", "green"));
  }

  @Test
  void theExclusiveProviderTakesAFreeSlugInItsWorkspace() {
    create(world.admin(), openAi("One").in(world.red).providerSlug("main"));
    create(world.admin(), openAi("Two").in(world.red).providerSlug("main"));

    assertThat(world.providersIn(world.red)).containsExactlyInAnyOrder("main", "main-2");
  }

  @Test
  void leavesOutTheProviderWhereItIsNotWanted() {
    Integration integration =
        value(create(world.admin(), openAi("Own").in(world.red).withoutProvider()));

    assertThat(world.grant(integration, world.red)).isPresent();
    assertThat(world.providersIn(world.red)).isEmpty();
  }

  @Test
  void workspacesNeedThePermissionOfTheOrganization() {
    IntegrationWorld strict = new IntegrationWorld(false);

    assertThat(
            refusal(strict.useCases.create().handle(strict.keyOf(strict.red), openAi("O").build())))
        .isInstanceOf(CatalogError.NotPermitted.class);
    assertThat(value(strict.useCases.create().handle(strict.admin(), openAi("O").build())))
        .isNotNull();
  }

  @Test
  void asksForTheScopeOfWhoIsToOwnIt() {
    Actor ofOrganization = world.adminWith("organisation_integrations.create");
    Actor ofWorkspaces = world.adminWith("workspace_integrations.create");

    assertThat(refusal(create(ofWorkspaces, openAi("A"))))
        .isEqualTo(new CatalogError.Forbidden("organisation_integrations.create"));
    assertThat(refusal(create(ofOrganization, openAi("A").in(world.red))))
        .isEqualTo(new CatalogError.Forbidden("workspace_integrations.create"));
    assertThat(value(create(ofOrganization, openAi("A")))).isNotNull();
    assertThat(value(create(ofWorkspaces, openAi("B").in(world.red)))).isNotNull();
  }

  @Test
  void needsAKeyWhereTheUpstreamDoes() {
    assertThat(refusal(create(world.admin(), openAi("A").withoutKey())))
        .isInstanceOfSatisfying(
            CatalogError.Invalid.class, invalid -> assertThat(invalid.field()).isEqualTo("key"));
    assertThat(value(create(world.admin(), new Order("A", "ollama"))).credentials()).isEmpty();
  }

  @Test
  void tellsWhatTheUpstreamSaysIsWrong() {
    assertThat(refusal(create(world.admin(), new Order("A", "nonsense"))))
        .isEqualTo(new CatalogError.Invalid("ai_provider_id", "is not known"));
    assertThat(refusal(create(world.admin(), openAi("A").set("custom_host", "ftp://x"))))
        .isEqualTo(
            new CatalogError.Invalid("configurations.custom_host", "must begin with https://"));
  }

  @Test
  void namesTheFieldThatBreaksARule() {
    assertThat(refusal(create(world.admin(), openAi(" "))))
        .hasFieldOrPropertyWithValue("field", "name");
    assertThat(refusal(create(world.admin(), openAi("A").slug("a/b"))))
        .hasFieldOrPropertyWithValue("field", "slug");
    assertThat(refusal(create(world.admin(), openAi("A").providerSlug("a/b"))))
        .hasFieldOrPropertyWithValue("field", "default_provider_slug");
    assertThat(
            refusal(
                create(
                    world.admin(),
                    new Order("A", "bedrock").set("aws_secret_access_key", Map.of("a", 1L)))))
        .hasFieldOrPropertyWithValue("field", "configurations.aws_secret_access_key");
  }

  @Test
  void leavesNothingBehindWhenItRefuses() {
    create(world.admin(), openAi("A").withoutKey());
    create(world.admin(), new Order("A", "nonsense").key("sk-000000000000"));

    assertThat(world.store.integrations).isEmpty();
    assertThat(world.store.credentials).isEmpty();
    assertThat(world.changes).isEmpty();
  }

  @Test
  void announcesTheWorkspaceItWasMadeIn() {
    create(world.admin(), openAi("Own").in(world.red));

    assertThat(world.changes)
        .containsExactly(CatalogChange.of(world.red.organization(), world.red.id()));
  }
}
