package io.modelcatalog.application.provider;

import static io.modelcatalog.application.TestCatalog.memberOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.acme;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static io.modelcatalog.domain.fixtures.Fixtures.tokensPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.Change;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.TestCatalog;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.Narrowing;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NarrowingHoldsTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverAWorkspaceDoesItsProvidersStayWithinTheGrant(long seed) {
    Random random = new Random(seed);
    TestCatalog catalog = new TestCatalog();
    catalog.save(acme());
    Workspace workspace = catalog.save(aWorkspace().build());
    Integration integration =
        catalog.save(
            anIntegration()
                .withSlug("shared")
                .givingEachWorkspace(dollars(5))
                .givingEachWorkspace(requestsPerMinute(5))
                .build());
    WorkspaceGrant grant =
        catalog.save(
            seed % 2 == 0
                ? aGrant(integration, workspace).build()
                : aGrant(integration, workspace)
                    .withBudget(dollars(7, new ResetPeriod.Monthly()))
                    .withRateLimit(tokensPerMinute(7))
                    .build());
    ProviderUseCases useCases = useCases(catalog);
    Actor member = memberOf(workspace);
    int accepted = 0;
    int refused = 0;

    for (int step = 0; step < 1_500; step++) {
      Result<AiProvider, ?> result = step(useCases, member, random);

      if (result instanceof Result.Ok) {
        accepted++;
      } else {
        refused++;
      }
      for (AiProvider provider : catalog.providers.in(workspace.id())) {
        assertThat(Narrowing.check(provider.limits(), grant.limits(integration), Level.GRANT))
            .as("seed %d step %d", seed, step)
            .isInstanceOf(Result.Ok.class);
        assertThat(provider.grant()).isEqualTo(grant.id());
        assertThat(provider.integration()).isEqualTo(integration.id());
      }
    }
    assertThat(accepted).isGreaterThan(100);
    assertThat(refused).isGreaterThan(100);
  }

  private static Result<AiProvider, ?> step(
      ProviderUseCases useCases, Actor member, Random random) {
    String slug = "p" + random.nextInt(5);
    return switch (random.nextInt(5)) {
      case 0, 1 ->
          useCases
              .derive()
              .handle(
                  member,
                  new DeriveProvider.Command(
                      Optional.empty(),
                      "shared",
                      "Any",
                      Optional.of(slug),
                      Optional.empty(),
                      someLimits(random),
                      Optional.empty()));
      case 2, 3 ->
          useCases
              .change()
              .handle(
                  member,
                  new ChangeProvider.Command(
                      Optional.empty(),
                      slug,
                      Optional.empty(),
                      Change.keep(),
                      someLimits(random),
                      Change.keep(),
                      random.nextInt(4) == 0));
      default ->
          useCases.delete().handle(member, new DeleteProvider.Command(Optional.empty(), slug));
    };
  }

  private static LimitsChange someLimits(Random random) {
    Change<List<Budget>> budgets =
        switch (random.nextInt(4)) {
          case 0 -> Change.keep();
          case 1 -> Change.clear();
          default -> Change.set(List.of(someBudget(random)));
        };
    Change<List<RateLimit>> rates =
        switch (random.nextInt(4)) {
          case 0 -> Change.keep();
          case 1 -> Change.clear();
          default -> Change.set(List.of(someRate(random)));
        };
    return new LimitsChange(budgets, rates);
  }

  private static Budget someBudget(Random random) {
    return random.nextBoolean()
        ? dollars(random.nextInt(12))
        : dollars(random.nextInt(12), new ResetPeriod.Monthly());
  }

  private static RateLimit someRate(Random random) {
    return random.nextBoolean()
        ? requestsPerMinute(random.nextInt(12))
        : tokensPerMinute(random.nextInt(12));
  }

  private static ProviderUseCases useCases(TestCatalog catalog) {
    return ProviderUseCases.of(
        (actor, command) -> {
          throw new AssertionError("connects nothing");
        },
        catalog.providers,
        catalog.integrations,
        catalog.workspaces,
        catalog.usage,
        catalog.unitOfWork,
        catalog.events,
        catalog.ids,
        catalog);
  }
}
