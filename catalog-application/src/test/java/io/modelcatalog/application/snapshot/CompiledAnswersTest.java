package io.modelcatalog.application.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.gateway.RandomCatalog;
import io.modelcatalog.application.limit.LimitLine;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.EffectiveSettings;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Declared;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.ModelAccess;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is compiled says the same as the domain's own rules, for any catalog. */
class CompiledAnswersTest {

  @ParameterizedTest
  @MethodSource("seeds")
  void compiledAnswersEqualTheDomains(long seed) {
    RandomCatalog catalog = new RandomCatalog(seed);
    for (AiProvider provider : catalog.providers) {
      WorkspaceView view = catalog.world.snapshots.current().workspace(provider.workspace());
      CompiledRoute route = view.route(provider.slug().value());
      EffectiveSettings domain = domain(catalog, provider, Optional.empty());

      ModelAccess effective = domain.effectiveModels();
      for (String name : RandomCatalog.MODELS) {
        CompiledModel model = route.model(name);
        assertThat(model.refusedBy() == null)
            .as("seed %d %s %s", seed, provider.slug(), name)
            .isEqualTo(effective.allows(new ModelSlug(name)));
        assertThat(model.refusedBy())
            .isEqualTo(
                domain.models().stream()
                    .filter(list -> !list.value().allows(new ModelSlug(name)))
                    .map(Declared::level)
                    .findFirst()
                    .orElse(null));
        assertThat(route.model(name)).isSameAs(model);
      }
      assertThat(described(route.lines())).hasSameElementsAs(described(domain));
      assertThat(route.expiredAt(catalog.world.clock.millis()))
          .isEqualTo(provider.expiredAt(catalog.world.clock.instant()));
      for (ApiKey key : catalog.keys) {
        if (key.workspace().equals(Optional.of(provider.workspace()))) {
          CompiledKey compiled =
              catalog.world.snapshots.current().key(provider.workspace(), key.id());
          assertThat(described(compiled.lines(route)))
              .hasSameElementsAs(described(domain(catalog, provider, Optional.of(key))))
              .hasSameSizeAs(described(domain(catalog, provider, Optional.of(key))));
          assertThat(compiled.expiredAt(catalog.world.clock.millis()))
              .isEqualTo(key.expiredAt(catalog.world.clock.instant()));
        }
      }
    }
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void linesStandInTheOrderInWhichLocksAreTaken(long seed) {
    RandomCatalog catalog = new RandomCatalog(seed);
    for (AiProvider provider : catalog.providers) {
      CompiledRoute route =
          catalog
              .world
              .snapshots
              .current()
              .workspace(provider.workspace())
              .route(provider.slug().value());
      for (ApiKey key : catalog.keys) {
        if (key.workspace().equals(Optional.of(provider.workspace()))) {
          LimitLine[] lines =
              catalog.world.snapshots.current().key(provider.workspace(), key.id()).lines(route);
          List<Integer> levels = new ArrayList<>();
          for (LimitLine line : lines) {
            levels.add(
                (line.level() == Level.INTEGRATION_DEFAULT ? Level.GRANT : line.level()).ordinal());
          }
          assertThat(levels).isSorted();
        }
      }
    }
  }

  @Test
  void forgetsMadeUpModelNamesRatherThanGrow() {
    RandomCatalog catalog = new RandomCatalog(7);
    AiProvider provider = catalog.providers.getFirst();
    CompiledRoute route =
        catalog
            .world
            .snapshots
            .current()
            .workspace(provider.workspace())
            .route(provider.slug().value());

    for (int i = 0; i < 5_000; i++) {
      route.model("made-up-" + i);
    }

    assertThat(route.model("made-up-1")).isSameAs(route.model("made-up-1"));
    assertThat(route.model("made-up-4999"))
        .isNotSameAs(route.model("made-up-4999"))
        .isEqualTo(route.model("made-up-4999"));
  }

  private static EffectiveSettings domain(
      RandomCatalog catalog, AiProvider provider, Optional<ApiKey> key) {
    Integration integration = catalog.world.integrations.find(provider.integration()).orElseThrow();
    WorkspaceGrant grant = catalog.world.integrations.findGrant(provider.grant()).orElseThrow();
    Workspace workspace = catalog.world.workspaces.find(provider.workspace()).orElseThrow();
    return EffectiveSettings.of(integration, grant, workspace, provider, key);
  }

  private static List<String> described(LimitLine[] lines) {
    List<String> described = new ArrayList<>();
    for (LimitLine line : lines) {
      described.add(line.level() + " " + line.isRate() + " " + line.measure() + " " + line.limit());
    }
    return described;
  }

  private static List<String> described(EffectiveSettings settings) {
    List<String> described = new ArrayList<>();
    settings
        .budgets()
        .forEach(
            budget ->
                described.add(
                    budget.level()
                        + " false "
                        + budget.value().unit()
                        + " "
                        + budget.value().amount()));
    settings
        .rateLimits()
        .forEach(
            rate ->
                described.add(
                    rate.level() + " true " + rate.value().unit() + " " + rate.value().value()));
    return described;
  }
}
