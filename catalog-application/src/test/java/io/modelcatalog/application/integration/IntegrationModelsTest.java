package io.modelcatalog.application.integration;

import static io.modelcatalog.application.integration.IntegrationWorld.refusal;
import static io.modelcatalog.application.integration.IntegrationWorld.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.integration.ChangeIntegrationModels.ModelChange;
import io.modelcatalog.application.integration.ChangeIntegrationModels.Pricing;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationModel;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.money.TokenRates;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IntegrationModelsTest {
  private static final Pricing CHEAP =
      new Pricing(
          ModelPrice.flat(new TokenRates(1, 1, 1, 2)), Settings.of(Map.of("type", "static")));

  private final IntegrationWorld world = new IntegrationWorld();
  private final Integration integration = world.connected("OpenAI");

  private static ModelChange model(String slug, boolean enabled) {
    return new ModelChange(
        slug,
        enabled,
        Optional.empty(),
        Optional.empty(),
        Change.keep(),
        Change.keep(),
        Change.keep());
  }

  private static ModelChange custom(String slug) {
    return new ModelChange(
        slug,
        true,
        Optional.of(true),
        Optional.empty(),
        Change.set("gpt-4o"),
        Change.keep(),
        Change.set(CHEAP));
  }

  private static ModelChange at(String host) {
    return new ModelChange(
        "own",
        true,
        Optional.of(true),
        Optional.empty(),
        Change.keep(),
        Change.set(Settings.of(Map.of("custom_host", host, "azure_resource_name", "evil"))),
        Change.keep());
  }

  private Result<Integration, CatalogError> change(
      Optional<Boolean> allowAll, ModelChange... models) {
    return change(allowAll, Optional.empty(), models);
  }

  private Result<Integration, CatalogError> change(
      Optional<Boolean> allowAll, Optional<String> key, ModelChange... models) {
    return world
        .useCases
        .changeModels()
        .handle(
            world.admin(),
            new ChangeIntegrationModels.Command(
                "openai", allowAll, List.of(models), key.map(SecretText::of)));
  }

  private boolean allows(String model) {
    return world.now(integration).models().access().allows(new ModelSlug(model));
  }

  private List<IntegrationModel> listed() {
    return value(
            world
                .useCases
                .models()
                .handle(
                    world.admin(), new ListIntegrationModels.Query("openai", Page.Request.FIRST)))
        .models()
        .items()
        .stream()
        .map(ListIntegrationModels.ListedModel::model)
        .toList();
  }

  private Set<String> enabledSlugs() {
    return listed().stream()
        .filter(IntegrationModel::enabled)
        .map(model -> model.slug().value())
        .collect(java.util.stream.Collectors.toSet());
  }

  @Test
  void allowsEveryModelUntilToldOtherwise() {
    assertThat(enabledSlugs())
        .containsExactlyInAnyOrder("gpt-4o", "gpt-4o-mini", "text-embedding-3-small");
    assertThat(allows("a-model-of-tomorrow")).isTrue();
  }

  @Test
  void withAllAllowedOnlySwitchedOffModelsAreOut() {
    value(change(Optional.of(true), model("gpt-4o", false)));

    assertThat(allows("gpt-4o")).isFalse();
    assertThat(allows("gpt-4o-mini")).isTrue();
    assertThat(enabledSlugs()).doesNotContain("gpt-4o");
  }

  @Test
  void withoutAllAllowedOnlySwitchedOnModelsAreIn() {
    value(change(Optional.of(false), model("gpt-4o", true)));

    assertThat(allows("gpt-4o")).isTrue();
    assertThat(allows("gpt-4o-mini")).isFalse();
    assertThat(enabledSlugs()).containsExactly("gpt-4o");
  }

  @Test
  void mergesByModelAndByAttribute() {
    value(change(Optional.empty(), custom("own"), model("gpt-4o", false)));
    value(change(Optional.empty(), model("own", false)));

    IntegrationModel own = world.now(integration).models().find(new ModelSlug("own")).orElseThrow();
    assertThat(own.enabled()).isFalse();
    assertThat(own.custom()).isTrue();
    assertThat(own.base()).contains(new ModelSlug("gpt-4o"));
    assertThat(own.price()).contains(CHEAP.price());
    assertThat(own.pricing()).isEqualTo(CHEAP.given());
    assertThat(allows("gpt-4o")).isFalse();
  }

  @Test
  void takingBackRemovesOwnModelsAndRestoresListedOnes() {
    value(change(Optional.empty(), custom("own"), model("gpt-4o", false)));

    value(
        world
            .useCases
            .removeModels()
            .handle(
                world.admin(),
                new RemoveIntegrationModels.Command("openai", List.of("own", "gpt-4o", "never"))));

    assertThat(listed()).extracting(model -> model.slug().value()).doesNotContain("own");
    assertThat(allows("gpt-4o")).isTrue();
  }

  @Test
  void takingBackNeedsToSayWhat() {
    assertThat(
            refusal(
                world
                    .useCases
                    .removeModels()
                    .handle(
                        world.admin(), new RemoveIntegrationModels.Command("openai", List.of()))))
        .hasFieldOrPropertyWithValue("field", "slugs");
  }

  @Test
  void aHostOfAModelNeedsTheKeyAgain() {
    assertThat(refusal(change(Optional.empty(), at("https://evil.example"))))
        .hasFieldOrPropertyWithValue("field", "key");
    assertThat(
            refusal(
                change(
                    Optional.empty(), Optional.of("sk-guessed-wrong"), at("https://evil.example"))))
        .hasFieldOrPropertyWithValue("field", "key");

    value(change(Optional.empty(), Optional.of("sk-abcdefghijkl"), at("https://own.example")));
    value(change(Optional.empty(), model("own", false)));
    assertThat(world.now(integration).models().find(new ModelSlug("own")).orElseThrow())
        .satisfies(
            own ->
                assertThat(own.configuration().values())
                    .isEqualTo(Map.of("custom_host", "https://own.example")));
  }

  @Test
  void namesTheModelThatBreaksARule() {
    assertThat(
            refusal(
                change(
                    Optional.empty(),
                    Optional.of("sk-abcdefghijkl"),
                    model("gpt-4o", true),
                    at("ftp://x"))))
        .isEqualTo(
            new CatalogError.Invalid(
                "models[1].configurations.custom_host", "must begin with https://"));
    assertThat(refusal(change(Optional.empty(), model("with space", true))))
        .hasFieldOrPropertyWithValue("field", "models[0].slug");
    assertThat(refusal(change(Optional.empty(), model("a", true), model("a", false))))
        .hasFieldOrPropertyWithValue("field", "models[1].slug");
  }

  @Test
  void changesNothingWhenOneModelIsRefused() {
    change(Optional.of(false), model("gpt-4o", true), model("with space", true));

    assertThat(world.now(integration)).isEqualTo(integration);
  }

  @Test
  void announcesTheWorkspacesThatHaveTheIntegration() {
    world.provisioned(integration, world.red);
    world.changes.clear();

    value(change(Optional.of(false)));

    assertThat(world.changes)
        .singleElement()
        .satisfies(each -> assertThat(each.workspaces()).isEqualTo(Set.of(world.red.id())));
  }
}
