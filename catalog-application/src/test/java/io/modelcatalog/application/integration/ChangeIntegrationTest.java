package io.modelcatalog.application.integration;

import static io.modelcatalog.application.integration.IntegrationWorld.openAi;
import static io.modelcatalog.application.integration.IntegrationWorld.refusal;
import static io.modelcatalog.application.integration.IntegrationWorld.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.integration.IntegrationWorld.Order;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.shared.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangeIntegrationTest {
  private final IntegrationWorld world = new IntegrationWorld();
  private final Integration integration = world.connected("OpenAI");
  private Change<String> name = Change.keep();
  private Change<SecretText> key = Change.keep();
  private Change<SubmittedSettings> configuration = Change.keep();

  private Result<Integration, CatalogError> change(Integration which) {
    return change(world.admin(), which.slug().value());
  }

  private Result<Integration, CatalogError> change(Actor actor, String ref) {
    return world
        .useCases
        .change()
        .handle(
            actor,
            new ChangeIntegration.Command(
                ref, name, Change.keep(), key, configuration, Change.keep(), Change.keep()));
  }

  private static Change<SecretText> secret(String text) {
    return Change.set(SecretText.of(text));
  }

  private static Change<SubmittedSettings> settings(Object... namesAndValues) {
    LinkedHashMap<String, Object> settings = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      settings.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return Change.set(new SubmittedSettings(settings));
  }

  private Integration azure() {
    return value(
        world
            .useCases
            .create()
            .handle(
                world.admin(),
                new Order("Azure", "azure-openai")
                    .key("azure-key-0000")
                    .set("azure_resource_name", "acme")
                    .set("azure_secret", "entra-secret-0000")
                    .build()));
  }

  @Test
  void changesWhatIsMentionedAndKeepsTheRest() {
    name = Change.set("New name");

    Integration changed = value(change(integration));

    assertThat(changed.name()).isEqualTo("New name");
    assertThat(changed.slug()).isEqualTo(integration.slug());
    assertThat(changed.credentials()).isEqualTo(integration.credentials());
    assertThat(changed.version()).isEqualTo(integration.version() + 1);
  }

  @Test
  void aNameCannotBeCleared() {
    name = Change.clear();

    assertThat(refusal(change(integration))).hasFieldOrPropertyWithValue("field", "name");
  }

  @Test
  void rotatesTheKey() {
    key = secret("sk-mnopqrstuvwx");

    Integration changed = value(change(integration));

    assertThat(world.secretsOf(integration.id())).containsEntry("key", "sk-mnopqrstuvwx");
    assertThat(changed.credentials().orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void aMaskThatIsSentBackChangesNothing() {
    key = secret("sk*****jkl");

    Integration changed = value(change(integration));

    assertThat(world.secretsOf(integration.id())).containsEntry("key", "sk-abcdefghijkl");
    assertThat(changed.credentials()).isEqualTo(integration.credentials());
  }

  @Test
  void theKeyCannotBeClearedWhereTheUpstreamNeedsOne() {
    key = Change.clear();

    assertThat(refusal(change(integration))).hasFieldOrPropertyWithValue("field", "key");
  }

  @Test
  void theKeyCanBeClearedWhereTheUpstreamNeedsNone() {
    Integration ollama =
        value(
            world
                .useCases
                .create()
                .handle(world.admin(), new Order("O", "ollama").key("secret-secret").build()));
    key = Change.clear();

    assertThat(value(change(ollama)).credentials()).isEmpty();
    assertThat(world.store.credentials.keySet())
        .allMatch(each -> !each.id().equals(ollama.credentials().orElseThrow().id()));
  }

  @Test
  void anotherHostNeedsTheKeyAgain() {
    configuration = settings("custom_host", "https://evil.example/v1");
    assertThat(refusal(change(integration))).hasFieldOrPropertyWithValue("field", "key");

    key = secret("sk*****jkl");
    assertThat(refusal(change(integration))).hasFieldOrPropertyWithValue("field", "key");

    key = secret("sk-abcdefghijkl");
    assertThat(value(change(integration)).configuration().text("custom_host"))
        .contains("https://evil.example/v1");
  }

  @Test
  void takingAwayTheHostNeedsTheKeyAgainToo() {
    Integration own =
        value(
            world
                .useCases
                .create()
                .handle(
                    world.admin(), openAi("Own").set("custom_host", "https://a.example").build()));
    configuration = Change.clear();

    assertThat(refusal(change(own))).hasFieldOrPropertyWithValue("field", "key");
  }

  @Test
  void anotherResourceNameNeedsEverySecretAgain() {
    Integration azure = azure();
    configuration = settings("azure_resource_name", "evil");
    key = secret("azure-key-0000");

    assertThat(refusal(change(azure)))
        .hasFieldOrPropertyWithValue("field", "configurations.azure_secret");

    configuration = settings("azure_resource_name", "other", "azure_secret", "entra-secret-1111");
    value(change(azure));
    assertThat(world.secretsOf(azure.id()))
        .isEqualTo(Map.of("key", "azure-key-0000", "azure_secret", "entra-secret-1111"));
  }

  @Test
  void aSettingThatIsNoAddressNeedsNoKey() {
    Integration azure = azure();
    configuration = settings("azure_resource_name", "acme", "azure_api_version", "2026-01-01");

    Integration changed = value(change(azure));

    assertThat(changed.configuration().text("azure_api_version")).contains("2026-01-01");
    assertThat(world.secretsOf(azure.id())).hasSize(2);
  }

  @Test
  void settingsAreReplacedAsAWholeButSecretsOnlyWhereMentioned() {
    Integration azure = azure();
    configuration =
        settings("azure_resource_name", "acme", "azure_secret", "en*****000", "other", true);

    Integration changed = value(change(azure));

    assertThat(changed.configuration().values())
        .isEqualTo(Map.of("azure_resource_name", "acme", "other", true));
    assertThat(world.secretsOf(azure.id())).containsEntry("azure_secret", "entra-secret-0000");
  }

  @Test
  void aSecretSettingIsRemovedByNull() {
    Integration azure = azure();
    configuration = settings("azure_resource_name", "acme", "azure_secret", null);

    value(change(azure));

    assertThat(world.secretsOf(azure.id())).isEqualTo(Map.of("key", "azure-key-0000"));
  }

  @Test
  void aHeaderWithATokenIsShownMaskedAndItsMaskStandsForIt() {
    Map<String, Object> headers = Map.of("X-Api-Token", "tok-000000000000", "X-Team", "red");
    configuration = settings("custom_headers", headers);
    value(change(integration));

    FindIntegration.Details shown =
        value(world.useCases.find().handle(world.admin(), new FindIntegration.Query("openai")));
    Map<String, Object> shownHeaders = shown.configuration().object("custom_headers").values();
    assertThat(shownHeaders).containsEntry("X-Team", "red");
    assertThat(shownHeaders.get("X-Api-Token")).isEqualTo("to*****000");

    configuration = settings("custom_headers", shownHeaders);
    Integration again = value(change(integration));
    assertThat(again.configuration().object("custom_headers").values()).isEqualTo(headers);
  }

  @Test
  void showsMasksAndNoSecrets() {
    Integration azure = azure();

    FindIntegration.Details details =
        value(
            world
                .useCases
                .find()
                .handle(world.admin(), new FindIntegration.Query(azure.id().toString())));

    assertThat(details.maskedKey()).contains("az*****000");
    assertThat(details.configuration().values())
        .isEqualTo(Map.of("azure_resource_name", "acme", "azure_secret", "en*****000"));
    assertThat(details.toString()).doesNotContain("entra-secret").doesNotContain("azure-key");
  }

  @Test
  void aWorkspaceSeesOfAGrantedIntegrationNeitherKeyNorSettings() {
    Integration azure = azure();
    world.provisioned(azure, world.red);

    FindIntegration.Details details =
        value(
            world
                .useCases
                .find()
                .handle(world.keyOf(world.red), new FindIntegration.Query("azure")));

    assertThat(details.maskedKey()).isEmpty();
    assertThat(details.configuration().isEmpty()).isTrue();
  }

  @Test
  void whatIsSomebodyElsesAnswersLikeWhatDoesNotExist() {
    String id = integration.id().toString();
    name = Change.set("Mine now");

    assertThat(refusal(change(world.stranger(), id)))
        .isEqualTo(new CatalogError.NotFound("integration", id));
    assertThat(refusal(change(world.keyOf(world.red), "openai")))
        .isEqualTo(new CatalogError.NotFound("integration", "openai"));
    assertThat(world.now(integration)).isEqualTo(integration);
  }

  @Test
  void asksForTheScopeOfItsOwner() {
    Integration own =
        value(world.useCases.create().handle(world.admin(), openAi("Own").in(world.red).build()));
    name = Change.set("Other");

    assertThat(refusal(change(world.adminWith("workspace_integrations.update"), "openai")))
        .isEqualTo(new CatalogError.Forbidden("organisation_integrations.update"));
    assertThat(refusal(change(world.adminWith("organisation_integrations.update"), "own")))
        .isEqualTo(new CatalogError.Forbidden("workspace_integrations.update"));
    assertThat(refusal(change(world.keyOf(world.red, "workspace_integrations.read"), "own")))
        .isEqualTo(new CatalogError.Forbidden("workspace_integrations.update"));
    assertThat(value(change(world.keyOf(world.red, "workspace_integrations.update"), "own")))
        .isNotNull();
    assertThat(own.workspace()).contains(world.red.id());
  }

  @Test
  void announcesTheWorkspacesThatHaveIt() {
    world.provisioned(integration, world.red);
    world.changes.clear();
    name = Change.set("Other");

    value(change(integration));

    assertThat(world.changes)
        .singleElement()
        .satisfies(each -> assertThat(each.workspaces()).isEqualTo(Set.of(world.red.id())));
  }

  @Test
  void deletingTakesGrantsProvidersAndSecretsAlong() {
    world.provisioned(integration, world.red);
    world.provisioned(integration, world.blue);
    world.changes.clear();

    value(world.useCases.delete().handle(world.admin(), new DeleteIntegration.Command("openai")));

    assertThat(world.store.integrations).isEmpty();
    assertThat(world.store.grants).isEmpty();
    assertThat(world.store.providers).isEmpty();
    assertThat(world.store.credentials).isEmpty();
    assertThat(List.copyOf(world.changes.getFirst().workspaces()))
        .containsExactlyInAnyOrder(world.red.id(), world.blue.id());
  }
}
