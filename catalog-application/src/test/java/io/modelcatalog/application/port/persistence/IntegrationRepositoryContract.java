package io.modelcatalog.application.port.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.persistence.IntegrationRepository.Filter;
import io.modelcatalog.application.port.persistence.IntegrationRepository.Filter.Owner;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.integration.IntegrationOrigin;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every store of integrations and grants does. */
public interface IntegrationRepositoryContract {
  Stores stores();

  @Test
  default void readsAnIntegrationBackAsItWasSaved() {
    Saved family = Saved.family(stores(), 1);
    OrganizationId organization = family.organization().id();
    for (int seed = 0; seed < 60; seed++) {
      IntegrationOrigin origin =
          seed % 2 == 0
              ? new IntegrationOrigin.OwnedByOrganization()
              : new IntegrationOrigin.CreatedInWorkspace(family.workspace().id());
      Integration made = new RandomAggregates(seed).integration(organization, origin);

      Integration saved = Saved.ok(stores().integrations().save(made));

      assertThat(saved).isEqualTo(with(made, made.slug(), made.name(), 1));
      Integration found = stores().integrations().find(made.id()).orElseThrow();
      assertThat(found).isEqualTo(saved);
      assertThat(found.models().models().sequencedKeySet())
          .containsExactlyElementsOf(made.models().models().sequencedKeySet());
      assertThat(found.configuration().values().sequencedKeySet())
          .containsExactlyElementsOf(made.configuration().values().sequencedKeySet());
      assertThat(stores().integrations().findBySlug(organization, made.slug())).contains(saved);
    }
  }

  @Test
  default void readsAGrantBackAsItWasSaved() {
    Saved family = Saved.family(stores(), 2);
    for (int seed = 0; seed < 30; seed++) {
      Workspace workspace = aWorkspace(family.organization().id(), seed);
      WorkspaceGrant made = new RandomAggregates(seed).grant(family.integration(), workspace.id());

      WorkspaceGrant saved = Saved.ok(stores().integrations().saveGrant(made));

      assertThat(saved).isEqualTo(switched(made, made.enabled(), 1));
      assertThat(stores().integrations().findGrant(made.id())).contains(saved);
      assertThat(stores().integrations().findGrant(made.integration(), made.workspace()))
          .contains(saved);
    }
  }

  @Test
  default void slugsAreUniqueWithinAnOrganizationOnly() {
    Saved one = Saved.family(stores(), 3);
    Saved other = Saved.family(stores(), 4);
    Slug taken = one.integration().slug();
    Integration elsewhere =
        with(new RandomAggregates(1).integration(other.organization().id()), taken, "E", 0);
    Integration same =
        with(new RandomAggregates(2).integration(one.organization().id()), taken, "S", 0);

    Saved.ok(stores().integrations().save(elsewhere));
    assertThat(stores().integrations().save(same))
        .isEqualTo(Result.err(new StoreConflict.SlugTaken(taken.value())));
    assertThat(stores().integrations().find(same.id())).isEmpty();
  }

  @Test
  default void refusesStaleChangesOfIntegrationsAndGrants() {
    Saved family = Saved.family(stores(), 5);
    Integration integration = family.integration();
    WorkspaceGrant grant = family.grant();
    Saved.ok(stores().integrations().save(with(integration, integration.slug(), "First", 1)));
    Saved.ok(stores().integrations().saveGrant(switched(grant, true, 1)));

    assertThat(stores().integrations().save(with(integration, integration.slug(), "Second", 1)))
        .isEqualTo(Result.err(new StoreConflict.Stale()));
    assertThat(stores().integrations().saveGrant(switched(grant, false, 1)))
        .isEqualTo(Result.err(new StoreConflict.Stale()));
    assertThat(stores().integrations().find(integration.id()).orElseThrow().name())
        .isEqualTo("First");
    assertThat(stores().integrations().findGrant(grant.id()).orElseThrow().enabled()).isTrue();
  }

  @Test
  default void grantsAnIntegrationToAWorkspaceOnlyOnce() {
    Saved family = Saved.family(stores(), 6);
    WorkspaceGrant second =
        new RandomAggregates(7).grant(family.integration(), family.workspace().id());

    assertThat(stores().integrations().saveGrant(second))
        .isEqualTo(Result.err(new StoreConflict.Stale()));
    assertThat(stores().integrations().grantsOf(family.integration().id()))
        .containsExactly(family.grant());
  }

  @Test
  default void listsByOwnerAndByWhatAWorkspaceCanUse() {
    Saved family = Saved.family(stores(), 8);
    OrganizationId organization = family.organization().id();
    WorkspaceId here = family.workspace().id();
    WorkspaceId there = aWorkspace(organization, 9).id();
    RandomAggregates random = new RandomAggregates(10);
    WorkspaceGrant on =
        Saved.ok(stores().integrations().saveGrant(switched(family.grant(), true, 1)));
    IntegrationId granted = family.integration().id();
    Integration other = Saved.ok(stores().integrations().save(random.integration(organization)));
    IntegrationId notGranted = other.id();
    Saved.ok(stores().integrations().saveGrant(switched(random.grant(other, here), false, 0)));
    IntegrationId madeHere = madeIn(organization, here, random);
    IntegrationId madeThere = madeIn(organization, there, random);

    assertThat(listed(organization, Owner.ORGANIZATION, Optional.empty()))
        .containsExactlyInAnyOrder(granted, notGranted);
    assertThat(listed(organization, Owner.ORGANIZATION, Optional.of(here)))
        .containsExactly(granted);
    assertThat(listed(organization, Owner.WORKSPACE, Optional.empty()))
        .containsExactlyInAnyOrder(madeHere, madeThere);
    assertThat(listed(organization, Owner.WORKSPACE, Optional.of(here))).containsExactly(madeHere);
    assertThat(listed(organization, Owner.ALL, Optional.empty()))
        .containsExactlyInAnyOrder(granted, notGranted, madeHere, madeThere);
    assertThat(listed(organization, Owner.ALL, Optional.of(here)))
        .containsExactlyInAnyOrder(granted, madeHere);
    assertThat(listed(organization, Owner.ALL, Optional.of(there))).containsExactly(madeThere);
    Saved.ok(stores().integrations().saveGrant(switched(on, false, on.version())));
    assertThat(listed(organization, Owner.ALL, Optional.of(here))).containsExactly(madeHere);
    assertThat(listed(organization, Owner.ORGANIZATION, Optional.of(here))).isEmpty();
    assertThat(stores().integrations().all(organization)).hasSize(4);
  }

  @Test
  default void findsManyByIdAtOnce() {
    Saved one = Saved.family(stores(), 31);
    Saved two = Saved.family(stores(), 32);

    assertThat(
            stores()
                .integrations()
                .findAll(
                    List.of(
                        one.integration().id(),
                        two.integration().id(),
                        new IntegrationId(java.util.UUID.randomUUID()))))
        .containsExactlyInAnyOrder(one.integration(), two.integration());
    assertThat(stores().integrations().findAll(List.of())).isEmpty();
    assertThat(stores().workspaces().findAll(List.of(one.workspace().id(), two.workspace().id())))
        .containsExactlyInAnyOrder(one.workspace(), two.workspace());
    assertThat(stores().workspaces().findAll(List.of())).isEmpty();
  }

  @Test
  default void pagesNeitherRepeatNorSkip() {
    Saved family = Saved.family(stores(), 11);
    OrganizationId organization = family.organization().id();
    for (int i = 0; i < 12; i++) {
      Integration made = new RandomAggregates(i).integration(organization);
      Saved.ok(
          stores()
              .integrations()
              .save(madeAt(made, Instant.parse("2026-01-01T00:00:00Z").plusSeconds(i / 4))));
    }
    for (Owner owner : List.of(Owner.ALL, Owner.ORGANIZATION)) {
      List<IntegrationId> seen = new ArrayList<>();
      for (int page = 0; page < 4; page++) {
        Page<Integration> part =
            stores()
                .integrations()
                .list(organization, new Filter(owner, Optional.empty()), new Page.Request(page, 4));
        assertThat(part.total()).isEqualTo(13);
        part.items().forEach(each -> seen.add(each.id()));
      }
      assertThat(seen)
          .containsExactlyElementsOf(
              stores().integrations().all(organization).stream().map(Integration::id).toList());
    }
  }

  @Test
  default void listsGrantsOldestFirst() {
    Saved family = Saved.family(stores(), 12);
    OrganizationId organization = family.organization().id();
    List<WorkspaceGrant> grants = new ArrayList<>();
    for (int i = 4; i >= 0; i--) {
      WorkspaceGrant made =
          new RandomAggregates(i).grant(family.integration(), aWorkspace(organization, i).id());
      grants.add(
          0,
          Saved.ok(
              stores()
                  .integrations()
                  .saveGrant(madeAt(made, Instant.parse("2101-01-01T00:00:00Z").plusSeconds(i)))));
    }

    assertThat(stores().integrations().grantsOf(family.integration().id()))
        .endsWith(grants.toArray(WorkspaceGrant[]::new))
        .hasSize(6);
    assertThat(stores().integrations().grantsTo(family.workspace().id()))
        .containsExactly(family.grant());
  }

  @Test
  default void keepsIntegrationAndGrantWhileProvidersHangOnThem() {
    Saved family = Saved.family(stores(), 13);

    assertThat(stores().integrations().delete(family.integration().id()))
        .isEqualTo(Result.err(new StoreConflict.StillUsed("provider")));
    assertThat(stores().integrations().deleteGrant(family.grant().id()))
        .isEqualTo(Result.err(new StoreConflict.StillUsed("provider")));
    assertThat(stores().integrations().find(family.integration().id()))
        .contains(family.integration());
    assertThat(stores().integrations().findGrant(family.grant().id())).contains(family.grant());
  }

  @Test
  default void ofSeveralThatTakeOnAListingOneDoesUntilItIsDueAgain() throws Exception {
    Saved family = Saved.family(stores(), 91);
    Instant noon = Instant.parse("2001-09-09T12:00:00Z");
    Instant later = noon.plusSeconds(3600);
    IntegrationId wanted = enablingNewModels(family, 92, true);
    IntegrationId other = enablingNewModels(family, 93, false);

    assertThat(stores().integrations().dueForListing(noon, 1000))
        .contains(wanted)
        .doesNotContain(other);
    assertThat(stores().integrations().dueForListing(noon, 1)).hasSize(1);
    assertThat(takenBy(4, wanted, noon, later)).isEqualTo(1);
    assertThat(stores().integrations().dueForListing(later.minusMillis(1), 1000))
        .doesNotContain(wanted);
    assertThat(takenBy(1, wanted, later.minusMillis(1), later.plusSeconds(1))).isZero();
    assertThat(stores().integrations().dueForListing(later, 1000)).contains(wanted);
    assertThat(takenBy(4, wanted, later, later.plusSeconds(3600))).isEqualTo(1);
    assertThat(takenBy(1, new IntegrationId(UUID.randomUUID()), noon, later)).isZero();
    assertThat(stores().integrations().delete(wanted)).isEqualTo(Result.ok(true));
  }

  private IntegrationId enablingNewModels(Saved family, long seed, boolean enabling) {
    Integration base = new RandomAggregates(seed).integration(family.organization().id());
    return Saved.ok(
            stores()
                .integrations()
                .save(
                    withExtras(
                        base,
                        base.extras()
                            .with(Settings.of(Map.of(Integration.ENABLES_NEW_MODELS, enabling))))))
        .id();
  }

  private int takenBy(int replicas, IntegrationId id, Instant now, Instant next) throws Exception {
    CyclicBarrier together = new CyclicBarrier(replicas);
    List<Future<Boolean>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(replicas)) {
      for (int replica = 0; replica < replicas; replica++) {
        all.add(
            threads.submit(
                () -> {
                  together.await(20, TimeUnit.SECONDS);
                  return stores()
                      .unitOfWork()
                      .execute(
                          () ->
                              Result.<Boolean, String>ok(
                                  stores().integrations().takeListing(id, now, next)))
                      .equals(Result.ok(true));
                }));
      }
    }
    int taken = 0;
    for (Future<Boolean> each : all) {
      taken += each.get() ? 1 : 0;
    }
    return taken;
  }

  @Test
  default void deletesAnIntegrationWithItsGrants() {
    Saved family = Saved.family(stores(), 14);
    assertThat(stores().providers().delete(family.provider().id())).isTrue();

    assertThat(stores().integrations().delete(family.integration().id()))
        .isEqualTo(Result.ok(true));

    assertThat(stores().integrations().find(family.integration().id())).isEmpty();
    assertThat(stores().integrations().findGrant(family.grant().id())).isEmpty();
    assertThat(stores().integrations().delete(family.integration().id()))
        .isEqualTo(Result.ok(false));
    assertThat(stores().integrations().deleteGrant(family.grant().id()))
        .isEqualTo(Result.ok(false));
  }

  private List<IntegrationId> listed(
      OrganizationId organization, Owner owner, Optional<WorkspaceId> workspace) {
    Page<Integration> page =
        stores()
            .integrations()
            .list(organization, new Filter(owner, workspace), Page.Request.FIRST);
    assertThat(page.total()).isEqualTo(page.items().size());
    return page.items().stream().map(Integration::id).toList();
  }

  private IntegrationId madeIn(
      OrganizationId organization, WorkspaceId workspace, RandomAggregates random) {
    return Saved.ok(
            stores()
                .integrations()
                .save(
                    random.integration(
                        organization, new IntegrationOrigin.CreatedInWorkspace(workspace))))
        .id();
  }

  private Workspace aWorkspace(OrganizationId organization, long seed) {
    return Saved.ok(stores().workspaces().save(new RandomAggregates(seed).workspace(organization)));
  }

  private static Integration with(Integration base, Slug slug, String name, long version) {
    return copy(base, slug, name, base.audit(), version);
  }

  private static Integration madeAt(Integration base, Instant at) {
    return copy(base, base.slug(), base.name(), Audit.created(base.audit().createdBy(), at), 0);
  }

  private static Integration copy(
      Integration base, Slug slug, String name, Audit audit, long version) {
    return new Integration(
        base.id(),
        base.organization(),
        base.origin(),
        slug,
        name,
        base.description(),
        base.kind(),
        base.configuration(),
        base.credentials(),
        base.models(),
        base.workspaceDefaults(),
        base.pool(),
        base.extras(),
        base.tags(),
        audit,
        version);
  }

  private static WorkspaceGrant switched(WorkspaceGrant base, boolean enabled, long version) {
    return copy(base, enabled, base.audit(), version);
  }

  private static WorkspaceGrant madeAt(WorkspaceGrant base, Instant at) {
    return copy(base, base.enabled(), Audit.created(base.audit().createdBy(), at), 0);
  }

  private static WorkspaceGrant copy(
      WorkspaceGrant base, boolean enabled, Audit audit, long version) {
    return new WorkspaceGrant(
        base.id(),
        base.organization(),
        base.integration(),
        base.workspace(),
        enabled,
        base.ownLimits(),
        base.models(),
        base.usageEpoch(),
        base.lastResetAt(),
        audit,
        version);
  }

  private static Integration withExtras(Integration base, Settings extras) {
    return new Integration(
        base.id(),
        base.organization(),
        base.origin(),
        base.slug(),
        base.name(),
        base.description(),
        base.kind(),
        base.configuration(),
        base.credentials(),
        base.models(),
        base.workspaceDefaults(),
        base.pool(),
        extras,
        base.tags(),
        base.audit(),
        base.version());
  }
}
