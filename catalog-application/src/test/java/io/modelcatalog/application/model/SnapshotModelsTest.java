package io.modelcatalog.application.model;

import static io.modelcatalog.application.gateway.GatewayWorld.chat;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;
import static io.modelcatalog.domain.fixtures.Fixtures.anOrganizationKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.gateway.Admission;
import io.modelcatalog.application.gateway.Denial.Reason;
import io.modelcatalog.application.gateway.GatewayWorld;
import io.modelcatalog.application.gateway.RandomCatalog;
import io.modelcatalog.application.model.ListModels.Item;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.fixtures.Fixtures;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SnapshotModelsTest {
  private final GatewayWorld world = new GatewayWorld();
  private final Workspace workspace = world.put(aWorkspace().withSlug("red").build());

  /** Reasons for which a listed model cannot be called that say nothing of the model itself. */
  private static final Set<Reason> NOT_ABOUT_THE_MODEL =
      Set.of(
          Reason.KEY_EXPIRED,
          Reason.SCOPE_MISSING,
          Reason.RATE_LIMITED,
          Reason.BUDGET_EXHAUSTED,
          Reason.MODEL_UNPRICED);

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsListedIsWhatCanBeCalled(long seed) {
    RandomCatalog catalog = new RandomCatalog(seed);
    for (int k = 0; k < catalog.keys.size(); k++) {
      ApiKey key = catalog.keys.get(k);
      if (!actor(key).may("completions.write")) {
        continue;
      }
      List<String> listed =
          listed(catalog.world, query(actor(key), null, null, null)).stream()
              .map(Item::id)
              .toList();
      for (AiProvider provider : catalog.providers) {
        if (!key.workspace().equals(Optional.of(provider.workspace()))) {
          continue;
        }
        for (String model : RandomCatalog.MODELS.subList(0, 4)) {
          String id = "@" + provider.slug() + "/" + model;
          boolean callable =
              switch (catalog.world.gateway.admit(chat("key-" + k, null, id, 1))) {
                case Admission.Admitted(var call) -> {
                  call.abandon();
                  yield true;
                }
                case Admission.Denied(var denial, _, _) ->
                    NOT_ABOUT_THE_MODEL.contains(denial.reason());
                case Admission.Pending pending -> throw new AssertionError("pending");
              };
          boolean expired = key.expiredAt(catalog.world.clock.instant());
          if (!expired) {
            assertThat(listed.contains(id)).as("seed %d %s", seed, id).isEqualTo(callable);
          }
        }
      }
    }
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 40);
  }

  @Test
  void listsAModelOncePerProviderThatLetsItPass() {
    WorkspaceGrant grant = grant(anIntegration().build());
    world.put(aProvider(grant).withSlug("all").build());
    world.put(aProvider(grant).withSlug("some").allowing("gpt-4o").build());
    ApiKey key = loadedWithKey();

    assertThat(listed(world, query(actor(key), null, null, null)))
        .extracting(Item::id)
        .containsExactly(
            "@all/bounded", "@all/gpt-4o", "@all/gpt-4o-mini", "@all/unpriced", "@some/gpt-4o");
    assertThat(listed(world, query(actor(key), null, "some", null)))
        .extracting(Item::id)
        .containsExactly("@some/gpt-4o");
    assertThat(listed(world, query(actor(key), null, null, "anthropic"))).isEmpty();
    assertThat(listed(world, query(actor(key), "red", null, "openai"))).hasSize(5);
  }

  @Test
  void leavesOutWhatIsSwitchedOffOrExpired() {
    Integration integration = world.put(anIntegration().build());
    WorkspaceGrant off = world.put(aGrant(integration, workspace).switchedOff().build());
    world.put(aProvider(off).build());
    WorkspaceGrant on = grant(anIntegration().withSlug("second").build());
    world.put(aProvider(on).withSlug("old").expiringAt(Fixtures.NOON).build());
    ApiKey key = loadedWithKey();

    assertThat(listed(world, query(actor(key), null, null, null))).isEmpty();
  }

  @Test
  void showsPricesAndFacts() {
    world.put(aProvider(grant(anIntegration().build())).build());
    ApiKey key = loadedWithKey();

    Item priced =
        listed(world, query(actor(key), null, null, null)).stream()
            .filter(item -> item.model().equals("bounded"))
            .findFirst()
            .orElseThrow();

    assertThat(priced.price()).contains(GatewayWorld.PRICE);
    assertThat(priced.known().orElseThrow().contextWindow()).hasValue(1_000);
  }

  @Test
  void aKeySeesItsOwnWorkspaceOnlyAndAnAdministratorAll() {
    world.put(aProvider(grant(anIntegration().build())).build());
    Workspace other = world.put(aWorkspace().withSlug("blue").build());
    Integration theirs = world.put(anIntegration().withSlug("theirs").build());
    world.put(aProvider(world.put(aGrant(theirs, other).build())).withSlug("theirs").build());
    ApiKey key = loadedWithKey();
    Actor admin = actor(anOrganizationKey().build());
    Actor stranger = actor(anOrganizationKey().of(Fixtures.OTHERS).build());

    assertThat(listed(world, query(actor(key), null, null, null)))
        .extracting(Item::workspace)
        .containsOnly("red");
    assertThat(world.models.list(query(actor(key), "blue", null, null)))
        .isEqualTo(Result.err(new CatalogError.NotFound("workspace", "blue")));
    assertThat(listed(world, query(admin, null, null, null)))
        .extracting(Item::workspace)
        .contains("red", "blue");
    assertThat(listed(world, query(stranger, null, null, null))).isEmpty();
    assertThat(world.models.list(query(stranger, "red", null, null)))
        .isEqualTo(Result.err(new CatalogError.NotFound("workspace", "red")));
  }

  @Test
  void needsAScope() {
    ApiKey blind = world.put(aKeyOf(workspace).withScopes("logs.list"), "blind");
    world.load();

    assertThat(world.models.list(query(actor(blind), null, null, null)))
        .isEqualTo(Result.err(new CatalogError.Forbidden("virtual_keys.list")));
  }

  private WorkspaceGrant grant(Integration integration) {
    return world.put(aGrant(world.put(integration), workspace).build());
  }

  private ApiKey loadedWithKey() {
    ApiKey key = world.put(aKeyOf(workspace), "key-1");
    world.load();
    return key;
  }

  private static ListModels.Query query(
      Actor actor, String workspace, String provider, String kind) {
    return new ListModels.Query(
        actor,
        Optional.ofNullable(workspace),
        Optional.ofNullable(provider),
        Optional.ofNullable(kind));
  }

  private static List<Item> listed(GatewayWorld world, ListModels.Query query) {
    return switch (world.models.list(query)) {
      case Result.Ok<List<Item>, CatalogError>(List<Item> items) -> items;
      case Result.Err<List<Item>, CatalogError>(CatalogError error) ->
          throw new AssertionError(error);
    };
  }

  private static Actor actor(ApiKey key) {
    return Actor.of(key);
  }
}
