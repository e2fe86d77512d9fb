package io.modelcatalog.application.integration;

import static io.modelcatalog.application.integration.IntegrationWorld.openAi;
import static io.modelcatalog.application.integration.IntegrationWorld.refusal;
import static io.modelcatalog.application.integration.IntegrationWorld.value;
import static io.modelcatalog.application.integration.Provision.off;
import static io.modelcatalog.application.integration.Provision.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IntegrationRepository.Filter.Owner;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.integration.Integration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListIntegrationsTest {
  private final IntegrationWorld world = new IntegrationWorld();

  @BeforeEach
  void connectSeveral() {
    Integration shared = world.connected("Shared");
    world.connected("Unshared");
    value(world.useCases.create().handle(world.admin(), openAi("Reds").in(world.red).build()));
    value(world.useCases.create().handle(world.admin(), openAi("Blues").in(world.blue).build()));
    value(world.useCases.create().handle(world.stranger(), openAi("Foreign").build()));
    world.provisioned(shared, world.red);
    value(
        world
            .useCases
            .provision()
            .handle(world.admin(), Provision.of(shared).with(on(world.blue)).build()));
    value(
        world
            .useCases
            .provision()
            .handle(world.admin(), Provision.of(shared).with(off(world.blue)).build()));
  }

  private List<String> names(Actor actor, Optional<Owner> owner, Optional<String> workspace) {
    return value(
            world
                .useCases
                .list()
                .handle(actor, new ListIntegrations.Query(owner, workspace, Page.Request.FIRST)))
        .items()
        .stream()
        .map(listed -> listed.integration().name())
        .toList();
  }

  @Test
  void anAdministratorSeesAllOfTheTenantAndNothingOfOthers() {
    assertThat(names(world.admin(), Optional.empty(), Optional.empty()))
        .containsExactlyInAnyOrder("Shared", "Unshared", "Reds", "Blues");
  }

  @Test
  void anAdministratorCanAskForOneKind() {
    assertThat(names(world.admin(), Optional.of(Owner.ORGANIZATION), Optional.empty()))
        .containsExactlyInAnyOrder("Shared", "Unshared");
    assertThat(names(world.admin(), Optional.of(Owner.WORKSPACE), Optional.empty()))
        .containsExactlyInAnyOrder("Reds", "Blues");
  }

  @Test
  void aWorkspaceSeesItsOwnAndWhatIsSwitchedOnForIt() {
    assertThat(names(world.keyOf(world.red), Optional.empty(), Optional.empty()))
        .containsExactlyInAnyOrder("Shared", "Reds");
    assertThat(names(world.keyOf(world.blue), Optional.empty(), Optional.empty()))
        .containsExactly("Blues");
    assertThat(names(world.keyOf(world.red), Optional.of(Owner.ORGANIZATION), Optional.empty()))
        .containsExactly("Shared");
  }

  @Test
  void anAdministratorCanLookAtOneWorkspace() {
    assertThat(names(world.admin(), Optional.empty(), Optional.of("red")))
        .containsExactlyInAnyOrder("Shared", "Reds");
  }

  @Test
  void aKeyListsWhatItsScopesAllow() {
    assertThat(
            names(
                world.adminWith("organisation_integrations.list"),
                Optional.empty(),
                Optional.empty()))
        .containsExactlyInAnyOrder("Shared", "Unshared");
    assertThat(
            names(
                world.adminWith("workspace_integrations.list"), Optional.empty(), Optional.empty()))
        .containsExactlyInAnyOrder("Reds", "Blues");
    assertThat(
            refusal(
                world
                    .useCases
                    .list()
                    .handle(
                        world.adminWith("workspace_integrations.read"),
                        new ListIntegrations.Query(
                            Optional.empty(), Optional.empty(), Page.Request.FIRST))))
        .isEqualTo(new CatalogError.Forbidden("organisation_integrations.list"));
  }

  @Test
  void listsInPages() {
    Page<ListIntegrations.Listed> second =
        value(
            world
                .useCases
                .list()
                .handle(
                    world.admin(),
                    new ListIntegrations.Query(
                        Optional.empty(), Optional.empty(), new Page.Request(1, 3))));

    assertThat(second.total()).isEqualTo(4);
    assertThat(second.items()).hasSize(1);
  }
}
