package io.modelcatalog.application.integration;

import static io.modelcatalog.application.integration.IntegrationWorld.refusal;
import static io.modelcatalog.application.integration.IntegrationWorld.value;
import static io.modelcatalog.application.integration.Provision.on;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationPool;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits that all workspaces of an integration share. */
class IntegrationPoolTest {
  private static final Limits TEN_DOLLARS =
      new Limits(List.of(dollars(10)), List.of(requestsPerMinute(100)));

  private final IntegrationWorld world = new IntegrationWorld();
  private final Integration integration = world.connected("OpenAI");

  @Test
  void anIntegrationHasNoneUntilItIsGivenOne() {
    assertThat(integration.pool()).isEqualTo(IntegrationPool.NONE);

    assertThat(pooled(LimitsChange.to(TEN_DOLLARS)).pool().limits()).isEqualTo(TEN_DOLLARS);
  }

  @Test
  void otherChangesLeaveItAlone() {
    pooled(LimitsChange.to(TEN_DOLLARS));

    value(
        world
            .useCases
            .change()
            .handle(
                world.admin(),
                new ChangeIntegration.Command(
                    "openai",
                    Change.set("Renamed"),
                    Change.keep(),
                    Change.keep(),
                    Change.keep(),
                    Change.keep(),
                    Change.keep())));
    world
        .useCases
        .provision()
        .handle(world.admin(), Provision.of(integration).with(on(world.red)).build());

    assertThat(pooled(LimitsChange.NONE).pool().limits()).isEqualTo(TEN_DOLLARS);
  }

  @Test
  void isTakenAwayAgain() {
    pooled(LimitsChange.to(TEN_DOLLARS));

    assertThat(pooled(LimitsChange.to(Limits.NONE)).pool().limits()).isEqualTo(Limits.NONE);
  }

  @Test
  void aResetStartsItsCountersOver() {
    Integration before = pooled(LimitsChange.to(TEN_DOLLARS));

    Integration after = value(change(LimitsChange.NONE, true));

    assertThat(after.pool().limits()).isEqualTo(TEN_DOLLARS);
    assertThat(after.pool().usageEpoch()).isEqualTo(before.pool().usageEpoch() + 1);
    assertThat(after.pool().lastResetAt()).contains(world.clock().instant());
  }

  @Test
  void aWorkspaceCannotBeGivenMoreThanAllTogether() {
    pooled(LimitsChange.to(TEN_DOLLARS));

    assertLooser(provision(Provision.of(integration).with(on(world.red).budget(dollars(11)))));
    assertLooser(
        provision(Provision.of(integration).with(on(world.red).rate(requestsPerMinute(101)))));
    assertLooser(
        provision(
            Provision.of(integration)
                .global(true, LimitsChange.to(new Limits(List.of(dollars(11)), List.of())))));
    assertThat(provision(Provision.of(integration).with(on(world.red).budget(dollars(10)))))
        .isInstanceOf(Result.Ok.class);
  }

  @Test
  void whatWasGivenBeforeThePoolStays() {
    provision(Provision.of(integration).with(on(world.red).budget(dollars(50))));
    pooled(LimitsChange.to(TEN_DOLLARS));

    assertThat(provision(Provision.of(integration).with(on(world.red))))
        .isInstanceOf(Result.Ok.class);
    assertThat(world.grant(integration, world.red).orElseThrow().ownLimits().orElseThrow())
        .isEqualTo(new Limits(List.of(dollars(50)), List.of()));
  }

  @Test
  void tellsEveryWorkspaceThatHasTheIntegration() {
    provision(Provision.of(integration).with(on(world.red), on(world.blue)));
    world.changes.clear();

    pooled(LimitsChange.to(TEN_DOLLARS));

    assertThat(world.changes.getLast().workspaces())
        .containsExactlyInAnyOrder(world.red.id(), world.blue.id());
  }

  private static void assertLooser(Result<Integration, CatalogError> result) {
    assertThat(refusal(result))
        .isInstanceOfSatisfying(
            CatalogError.LoosensParent.class,
            error -> assertThat(error.why().parent()).isEqualTo(Level.INTEGRATION));
  }

  private Integration pooled(LimitsChange pool) {
    return value(change(pool, false));
  }

  private Result<Integration, CatalogError> change(LimitsChange pool, boolean reset) {
    return world
        .useCases
        .change()
        .handle(
            world.admin(),
            new ChangeIntegration.Command(
                "openai",
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                pool,
                reset,
                java.util.Optional.empty(),
                Change.keep()));
  }

  private Result<Integration, CatalogError> provision(Provision provision) {
    return world.useCases.provision().handle(world.admin(), provision.build());
  }
}
